package io.quarkiverse.durable.torture;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.torture.oracle.Change;
import io.quarkiverse.durable.torture.oracle.Received;
import io.quarkiverse.durable.torture.oracle.RowState;

/** What a message says, as the oracle wants it. */
final class Messages {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {
    }

    static Received parse(int connection, String message) {
        JsonNode event;
        try {
            event = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a message: " + message, e);
        }
        String entity = event.path("entity").asText(null);
        String subject = event.path("subject").asText();
        Change change = entity == null ? null
                : new Change(Long.parseLong(subject), state(event.path("data").path("before")),
                        state(event.path("data").path("after")));
        String marker = change == null ? event.path("data").path("marker").asText(null)
                : change.after() == null ? null : change.after().marker();
        return new Received(connection, event.path("source").asText(), event.path("txid").asLong(),
                event.path("txindex").asInt(),
                event.path("txcount").asInt(), Long.parseLong(event.path("ordertoken").asText()),
                (entity == null ? "event " : "row ") + subject, marker, change,
                event.path("data").path("number").asInt(), digest(message));
    }

    private static @Nullable RowState state(JsonNode image) {
        return image.isObject()
                ? new RowState(image.path("life").asLong(), image.path("version").asLong(), image.path("balance").asLong(),
                        image.path("marker").asText(), image.path("note").asText().hashCode())
                : null;
    }

    private static long digest(String message) {
        CRC32C crc = new CRC32C();
        crc.update(message.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() << Integer.SIZE | message.hashCode() & 0xFFFF_FFFFL;
    }
}
