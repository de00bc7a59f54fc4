package io.quarkiverse.durable.deployment.devui;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A browser's side of the Dev UI: requests and subscriptions over one websocket. */
final class DevUiClient implements AutoCloseable, WebSocket.Listener {

    private static final long PATIENCE_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Integer, BlockingQueue<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    DevUiClient(int port) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + "/q/dev-ui/json-rpc-ws"), this).join();
    }

    /** The answer of a method of the extension. */
    JsonNode ask(String method) throws InterruptedException {
        return next(send("quarkus-durable_" + method), "Response", object -> true);
    }

    int subscribe(String method) throws InterruptedException {
        int id = send("quarkus-durable_" + method);
        next(id, "Void", object -> true);
        return id;
    }

    /** The next message of a subscription for which the condition holds. */
    JsonNode next(int id, Predicate<JsonNode> condition) throws InterruptedException {
        return next(id, "SubscriptionMessage", condition);
    }

    private JsonNode next(int id, String type, Predicate<JsonNode> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        JsonNode last = null;
        JsonNode message;
        while ((message = answers.get(id).poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
            last = message;
            JsonNode result = message.path("result");
            if (result.path("messageType").asText().equals(type) && condition.test(result.path("object"))) {
                return result.path("object");
            }
        }
        throw new AssertionError("No " + type + " that was waited for came within " + PATIENCE_SECONDS + " s; the last was "
                + last);
    }

    private int send(String method) {
        int id = ids.incrementAndGet();
        answers.put(id, new LinkedBlockingQueue<>());
        socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{}}", true).join();
        return id;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            try {
                JsonNode message = JSON.readTree(text);
                answers.computeIfAbsent(message.path("id").asInt(), id -> new LinkedBlockingQueue<>()).add(message);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException("Not JSON: " + text, e);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
}
