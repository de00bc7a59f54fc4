package io.quarkiverse.durable.killable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Hands what it receives to a place that outlives the process, and acknowledges it after that. Messages that wait go together,
 * on a thread of its own.
 */
public abstract class Consumer {

    /** Bounded by the messages that the channels may have in flight. */
    private final BlockingQueue<Message<String>> waiting = new LinkedBlockingQueue<>();

    /** Keeps these lines; returns when they cannot be lost with the process. */
    protected abstract void keep(String lines) throws IOException;

    protected final void start() {
        Thread thread = new Thread(this::run, "consumer");
        thread.setDaemon(true);
        thread.start();
    }

    protected final CompletionStage<Void> receive(Message<String> message) {
        waiting.add(message);
        return CompletableFuture.completedFuture(null);
    }

    private void run() {
        try {
            List<Message<String>> together = new ArrayList<>();
            while (true) {
                together.add(waiting.take());
                waiting.drainTo(together);
                keepAndAnswer(together);
                together.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepAndAnswer(List<Message<String>> together) {
        StringBuilder lines = new StringBuilder();
        together.forEach(message -> lines.append(message.getPayload()).append('\n'));
        try {
            keep(lines.toString());
        } catch (IOException e) {
            together.forEach(message -> message.nack(e));
            return;
        }
        together.forEach(Message::ack);
    }
}
