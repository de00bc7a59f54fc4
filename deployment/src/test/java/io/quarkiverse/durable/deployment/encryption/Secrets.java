package io.quarkiverse.durable.deployment.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

/** An application that writes secrets and gets their events. */
@ApplicationScoped
public class Secrets {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path LOGS = Path.of("target", "test-logs");

    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();

    @Inject
    EntityManager entities;

    /** With a log of its own, which is new. */
    static QuarkusUnitTest application(String log, Class<?>... classes) {
        return new QuarkusUnitTest()
                .withApplicationRoot(archive -> archive.addClasses(Secret.class, Secrets.class).addClasses(classes))
                .setBeforeAllCustomizer(() -> delete(directory(log)))
                .overrideConfigKey("quarkus.datasource.db-kind", "h2")
                .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:" + log)
                .overrideConfigKey("quarkus.durable.directory", directory(log).toString())
                .overrideConfigKey("quarkus.durable.log.segment-size", "256K")
                .overrideConfigKey("quarkus.devservices.enabled", "false")
                .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");
    }

    static Path directory(String log) {
        return LOGS.resolve(log);
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Transactional
    public void write(String id, String text) {
        entities.persist(new Secret(id, text));
    }

    @Transactional
    public void change(String id, String text) {
        entities.find(Secret.class, id).text = text;
    }

    @Transactional
    public void remove(String id) {
        entities.remove(entities.find(Secret.class, id));
    }

    @Incoming("Secret")
    void secret(String event) {
        events.add(new JsonObject(event));
    }

    @Incoming("outbox")
    void whispered(String event) {
        events.add(new JsonObject(event));
    }

    List<String> nextSubjects(int count) throws InterruptedException {
        List<String> subjects = new java.util.ArrayList<>();
        while (subjects.size() < count) {
            JsonObject event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("Only " + subjects.size() + " of " + count + " events arrived: " + subjects);
            }
            subjects.add(event.getString("subject"));
        }
        return subjects;
    }
}
