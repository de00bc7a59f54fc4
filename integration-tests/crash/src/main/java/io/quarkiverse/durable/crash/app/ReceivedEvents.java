package io.quarkiverse.durable.crash.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The consumer: each message is a line of a file, on the disk before it is acknowledged; those that wait share one sync. Each
 * run of the process begins with a line {@code #}, so that a line which a kill tore in two can be told from the next.
 */
@Singleton
public class ReceivedEvents {

    private final FileChannel file;
    /** Bounded by the messages that the channels may have in flight. */
    private final BlockingQueue<Message<String>> waiting = new LinkedBlockingQueue<>();

    @Inject
    ReceivedEvents(@ConfigProperty(name = "crash.received") Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        write("\n#\n");
        Thread writer = new Thread(this::run, "received-events");
        writer.setDaemon(true);
        writer.start();
    }

    @Incoming("Account")
    CompletionStage<Void> account(Message<String> message) {
        return receive(message);
    }

    @Incoming("Transfer")
    CompletionStage<Void> transfer(Message<String> message) {
        return receive(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) {
        return receive(message);
    }

    private CompletionStage<Void> receive(Message<String> message) {
        waiting.add(message);
        return CompletableFuture.completedFuture(null);
    }

    private void run() {
        try {
            List<Message<String>> together = new ArrayList<>();
            while (true) {
                together.add(waiting.take());
                waiting.drainTo(together);
                writeAndAnswer(together);
                together.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAndAnswer(List<Message<String>> together) {
        StringBuilder lines = new StringBuilder();
        together.forEach(message -> lines.append(message.getPayload()).append('\n'));
        try {
            write(lines.toString());
        } catch (IOException e) {
            together.forEach(message -> message.nack(e));
            return;
        }
        together.forEach(Message::ack);
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }
}
