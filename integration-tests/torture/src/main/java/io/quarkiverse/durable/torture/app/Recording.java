package io.quarkiverse.durable.torture.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/**
 * The consumer: a message goes to another process, which outlives this one, and is acknowledged when that has answered. What
 * waits goes together: a line for each message, an empty line, and one byte comes back.
 */
@Singleton
public class Recording {

    private final String host;
    private final int port;
    private final String instance;
    /** Bounded by the messages that the channels may have in flight. */
    private final BlockingQueue<Message<String>> waiting = new LinkedBlockingQueue<>();

    private @Nullable Socket socket;

    @Inject
    Recording(@ConfigProperty(name = "torture.recorder.host") String host,
            @ConfigProperty(name = "torture.recorder.port") int port,
            @ConfigProperty(name = "torture.instance") String instance) {
        this.host = host;
        this.port = port;
        this.instance = instance;
        Thread sender = new Thread(this::run, "recording");
        sender.setDaemon(true);
        sender.start();
    }

    @Incoming("Account")
    CompletionStage<Void> account(Message<String> message) {
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
                sendAndAnswer(together);
                together.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendAndAnswer(List<Message<String>> together) {
        try {
            send(together);
        } catch (IOException e) {
            disconnect();
            together.forEach(message -> message.nack(e));
            return;
        }
        together.forEach(Message::ack);
    }

    private void send(List<Message<String>> together) throws IOException {
        Socket to = connected();
        StringBuilder lines = new StringBuilder();
        together.forEach(message -> lines.append(message.getPayload()).append('\n'));
        write(to, lines.append('\n').toString());
        if (to.getInputStream().read() < 0) {
            throw new IOException("The recorder did not answer");
        }
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(host, port);
            socket = open;
            open.setTcpNoDelay(true);
            write(open, instance + "\n");
        }
        return open;
    }

    private static void write(Socket to, String text) throws IOException {
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(to.getOutputStream(), StandardCharsets.UTF_8));
        out.write(text);
        out.flush();
    }

    private void disconnect() {
        Socket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it is gone, as it was meant to be
            }
        }
    }
}
