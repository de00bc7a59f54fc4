package io.quarkiverse.durable.torture.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.killable.Consumer;

/**
 * The consumer: a message goes to another process, which outlives this one, and is acknowledged when that has answered: a
 * line for each, an empty line, and one byte comes back.
 */
@Singleton
public class Recording extends Consumer {

    private final String host;
    private final int port;
    private final String instance;
    private @Nullable Socket socket;

    @Inject
    Recording(@ConfigProperty(name = "torture.recorder.host") String host,
            @ConfigProperty(name = "torture.recorder.port") int port,
            @ConfigProperty(name = "torture.instance") String instance) {
        this.host = host;
        this.port = port;
        this.instance = instance;
        start();
    }

    @Incoming("Account")
    CompletionStage<Void> account(Message<String> message) {
        return receive(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) {
        return receive(message);
    }

    @Override
    protected void keep(String lines) throws IOException {
        try {
            Socket to = connected();
            write(to, lines + '\n');
            if (to.getInputStream().read() < 0) {
                throw new IOException("The recorder did not answer");
            }
        } catch (IOException e) {
            disconnect();
            throw e;
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
