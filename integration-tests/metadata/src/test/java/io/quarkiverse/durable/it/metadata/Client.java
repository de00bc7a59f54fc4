package io.quarkiverse.durable.it.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Somebody who orders. */
final class Client {

    static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI orders;

    Client(URI orders) {
        this.orders = orders;
    }

    void order(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(orders.resolve(orders.getPath() + "/" + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    }

    static String ada() {
        return "Basic " + Base64.getEncoder().encodeToString("ada:lovelace".getBytes(StandardCharsets.UTF_8));
    }
}
