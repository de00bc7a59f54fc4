package io.quarkiverse.durable.crash;

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

import io.quarkiverse.durable.servers.AppProcess;

/** The application while it runs, and its commands. */
final class App implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final Duration SETTLE_MAX = Duration.ofSeconds(40);
    static final int KILLED = 128 + 9;
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int code, String text) {

        boolean ok() {
            return code == 200;
        }
    }

    private final AppProcess process;
    private final String url;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    App(AppProcess process) {
        this.process = process;
        this.url = process.httpUrl();
    }

    AppProcess process() {
        return process;
    }

    /** @throws IOException there was no answer: the process is dead or dying */
    Answer ask(String path) throws IOException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_MAX).build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** For commands that must succeed. */
    String must(String path) {
        try {
            Answer answer = ask(path);
            assertThat(answer.ok()).as("%s answered %s, output in %s", path, answer, process.output()).isTrue();
            return answer.text();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " was not answered, output in " + process.output(), e);
        }
    }

    JsonNode status() {
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
    JsonNode settle() {
        JsonNode status = json(must("/settled?millis=" + SETTLE_MAX.toMillis()));
        assertThat(status.path("phase").asText()).as("%s, output in %s", status, process.output()).isEqualTo("SERVING");
        assertThat(status.path("inDoubt").size()).as("in doubt: %s, output in %s", status, process.output()).isZero();
        for (JsonNode sink : status.path("sinks")) {
            assertThat(sink.path("lag").asLong()).as("lag: %s, output in %s", status, process.output()).isZero();
        }
        return status;
    }

    void arm(String fuse) {
        must("/arm?fuse=" + fuse);
    }

    /** The process ends by the SIGKILL that it was armed for. */
    void awaitDeath() {
        assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(KILLED);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
