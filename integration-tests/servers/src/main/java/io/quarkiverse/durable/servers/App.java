package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An application with commands over HTTP (module killable), while it runs. */
public final class App implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration SETTLE_MAX = Duration.ofSeconds(40);
    public static final int KILLED = 128 + 9;
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Answer(int code, String text) {

        public boolean ok() {
            return code == 200;
        }
    }

    private final AppProcess process;
    private final String url;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public App(AppProcess process) {
        this.process = process;
        this.url = process.httpUrl();
    }

    public AppProcess process() {
        return process;
    }

    /** @throws IOException there was no answer: the process is dead or dying */
    public Answer ask(String path) throws IOException {
        return ask(path, ANSWER_MAX);
    }

    /** As {@link #ask(String)}, for what takes long. */
    public Answer ask(String path, Duration within) throws IOException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(within).build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** For commands that must succeed. */
    public String must(String path) {
        try {
            Answer answer = ask(path);
            assertThat(answer.ok()).as("%s answered %s, output in %s", path, answer, process.output()).isTrue();
            return answer.text();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " was not answered, output in " + process.output(), e);
        }
    }

    public JsonNode status() {
        return json(must("/status"));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** Returns when every transaction has its outcome and everything is published. */
    public JsonNode settle() {
        JsonNode status = json(must("/settled?millis=" + SETTLE_MAX.toMillis()));
        assertThat(status.path("phase").asText()).as("%s, output in %s", status, process.output()).isEqualTo("SERVING");
        assertThat(status.path("inDoubt").size()).as("in doubt: %s, output in %s", status, process.output()).isZero();
        for (JsonNode sink : status.path("sinks")) {
            assertThat(sink.path("lag").asLong()).as("lag: %s, output in %s", status, process.output()).isZero();
        }
        return status;
    }

    public void arm(String fuse) {
        must("/arm?fuse=" + fuse);
    }

    /** The process ends by the SIGKILL that it was armed for. */
    public void awaitDeath() {
        assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(KILLED);
    }

    /** As {@link #settle()}, where there is very much to publish. */
    public JsonNode settle(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        JsonNode status = status();
        while (System.nanoTime() < deadline && !isPublished(status)) {
            status = json(must("/settled?millis=" + SETTLE_MAX.toMillis()));
        }
        return settle();
    }

    private static boolean isPublished(JsonNode status) {
        for (JsonNode sink : status.path("sinks")) {
            if (sink.path("lag").asLong() > 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
