package io.quarkiverse.durable.crash.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.durable.killable.Consumer;

/**
 * The consumer: each message is a line of a file, on the disk before it is acknowledged; those that wait share one sync. Each
 * run of the process begins with a line {@code #}, so that a line which a kill tore in two can be told from the next.
 */
@Singleton
public class ReceivedEvents extends Consumer {

    private final FileChannel file;

    @Inject
    ReceivedEvents(@ConfigProperty(name = "crash.received") Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        keep("\n#\n");
        start();
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

    @Override
    protected void keep(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }
}
