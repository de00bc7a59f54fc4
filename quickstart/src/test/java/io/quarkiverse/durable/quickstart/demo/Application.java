package io.quarkiverse.durable.quickstart.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The packaged quickstart in a process of its own. */
final class Application implements AutoCloseable {

    private static final Duration START_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(90);
    private static final Duration ASK_EVERY = Duration.ofMillis(50);
    private static final int LOG_LINES_SHOWN = 15;

    private final DemoSettings settings;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Path> logs = new ArrayList<>();
    private final int port = freePort();
    private Process process;

    Application(DemoSettings settings) {
        this.settings = settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpClient http() {
        return http;
    }

    /** What each process wrote, in the order of the starts. */
    List<Path> logs() {
        return logs;
    }

    /** Returns at once. */
    void start() {
        Path log = settings.directory().resolve("application-" + (logs.size() + 1) + ".log");
        logs.add(log);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx384m",
                "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
                "-Dquickstart.data=" + settings.data(), "-Dquickstart.h2.write-delay=" + settings.writeDelayMillis(),
                "-jar",
                settings.target().resolve("quarkus-app").resolve("quarkus-run.jar").toString());
        try {
            process = new ProcessBuilder(command).directory(settings.directory().toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the application serves; how long that took. */
    Duration awaitReady() throws InterruptedException {
        long began = System.nanoTime();
        while (!isReady()) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (waited.compareTo(START_WITHIN) > 0) {
                throw failure("The application was not ready within " + START_WITHIN.toSeconds() + " s");
            }
            pause(ASK_EVERY);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(at("/q/health/ready")).timeout(Duration.ofSeconds(5)).build(),
                    BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets time pass while the application runs. */
    void pause(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failure("The application ended by itself with status " + process.exitValue());
        }
    }

    /** SIGKILL: the process does not get another instruction. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits until every channel has acknowledged everything and no transaction is in doubt. */
    void awaitPublished() throws InterruptedException {
        long deadline = System.nanoTime() + PUBLISH_WITHIN.toNanos();
        JsonNode status = status();
        while (!isPublished(status)) {
            if (System.nanoTime() > deadline) {
                throw failure("Not everything was published within " + PUBLISH_WITHIN.toSeconds() + " s: " + status);
            }
            pause(ASK_EVERY);
            status = status();
        }
    }

    private static boolean isPublished(JsonNode status) {
        boolean published = status.path("inDoubt").isEmpty() && !status.path("sinks").isEmpty();
        for (JsonNode sink : status.path("sinks")) {
            published &= sink.path("lag").asLong(-1) == 0;
        }
        return published;
    }

    private JsonNode status() throws InterruptedException {
        try {
            return json.readTree(http.send(HttpRequest.newBuilder(at("/durable")).timeout(Duration.ofSeconds(10)).build(),
                    BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw failure("The application does not tell its status: " + e.getMessage());
        }
    }

    /** SIGTERM: the application stops in order. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw failure("The application did not stop within " + STOP_WITHIN.toSeconds() + " s");
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private DemoFailure failure(String what) {
        Path log = logs.get(logs.size() - 1);
        try {
            List<String> lines = Files.readAllLines(log);
            return new DemoFailure(what + ". The end of " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())));
        } catch (IOException e) {
            return new DemoFailure(what + ". Its log " + log + " cannot be read: " + e.getMessage());
        }
    }

    /** The demonstration could not be carried out. */
    static final class DemoFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        DemoFailure(String message) {
            super(message);
        }
    }
}
