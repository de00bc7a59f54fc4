package io.quarkiverse.durable.crash.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The consumer: each message is a line of a file, on the disk before it is acknowledged. Each run of the process begins with a
 * line {@code #}, so that a line which a kill tore in two can be told from the next.
 */
@Singleton
public class ReceivedEvents {

    private final FileChannel file;

    @Inject
    ReceivedEvents(@ConfigProperty(name = "crash.received") Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        append("\n#\n");
    }

    @Incoming("Account")
    CompletionStage<Void> account(Message<String> message) throws IOException {
        return receive(message);
    }

    @Incoming("Transfer")
    CompletionStage<Void> transfer(Message<String> message) throws IOException {
        return receive(message);
    }

    @Incoming("outbox")
    CompletionStage<Void> event(Message<String> message) throws IOException {
        return receive(message);
    }

    private CompletionStage<Void> receive(Message<String> message) throws IOException {
        append(message.getPayload() + "\n");
        return message.ack();
    }

    private synchronized void append(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    @PreDestroy
    void close() throws IOException {
        file.close();
    }
}
