package io.quarkiverse.durable.deployment.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.engine.WalEngine;
import io.quarkus.test.QuarkusUnitTest;

/** The application, and its log. */
@ApplicationScoped
public class Parcels {

    static final String ATTACHMENT = "schemas";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Incoming("parcels")
    void parcel(String event) {
        events.add(event);
    }

    @Nullable
    String next() throws InterruptedException {
        return events.poll(30, TimeUnit.SECONDS);
    }

    static Path directory(Class<?> test) {
        return Path.of("target/test-logs", test.getSimpleName()).toAbsolutePath();
    }

    static QuarkusUnitTest application(Class<?> test) {
        return new QuarkusUnitTest().withApplicationRoot(archive -> archive.addClasses(Parcel.class, Parcels.class))
                .overrideConfigKey("quarkus.datasource.db-kind", "h2")
                .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:" + test.getSimpleName())
                .overrideConfigKey("quarkus.durable.directory", directory(test).toString())
                .overrideConfigKey("quarkus.devservices.enabled", "false")
                .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");
    }

    /** A log whose last process had a parcel that is known by a text. */
    static void logOfAnEarlierVersion(Class<?> test) {
        Path directory = directory(test);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> {
                    if (!file.delete()) {
                        throw new IllegalStateException(file + " cannot be deleted");
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (Wal wal = open(directory)) {
            wal.append(1, ByteBuffer.allocate(1)).await();
            wal.attach(ATTACHMENT, StandardCharsets.UTF_8.encode("""
                    {"layout": 1, "schemas": [{"id": "0", "type": "parcel", "entity": "Parcel", "table": "parcel",
                      "identifier": ["id"], "properties": [
                        {"name": "id", "kind": "TEXT", "columns": [{"name": "id", "type": "VARCHAR"}]},
                        {"name": "sender", "kind": "TEXT", "columns": [{"name": "sender", "type": "VARCHAR"}]}]}]}
                    """));
        }
    }

    static String attached(Class<?> test) {
        try {
            byte[] file = Files.readAllBytes(directory(test).resolve(ATTACHMENT + ".attachment"));
            return new String(file, 32, file.length - 36, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Wal open(Path directory) {
        WalOptions options = WalOptions.defaults(directory);
        return WalEngine.open(options, WalListener.NONE,
                Objects.requireNonNull(WalEngine.Environment.real(options, SegmentCipher.none())));
    }
}
