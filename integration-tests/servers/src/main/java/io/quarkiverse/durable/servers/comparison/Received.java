package io.quarkiverse.durable.servers.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One message as the consumer wrote it down before it acknowledged.
 *
 * @param run which run of the application delivered it, from 1
 * @param transaction log and number of the transaction
 * @param row entity and key; null for an explicit event
 * @param version of the row after the change, -1 where there is none
 * @param balance of an account after the change, -1 where there is none
 * @param balanceBefore before it, -1 where there is none
 * @param marker that the event itself names, or null
 * @param text the whole message
 */
public record Received(int run, String id, String transaction, int index, int count, @Nullable String row, long version,
        long balance, long balanceBefore, long token, @Nullable String marker, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Everything that was received, in the order in which it was acknowledged. */
    public static List<Received> readAll(Path file) {
        return readAll(file, 0);
    }

    /** @param runsBefore number of the last run of another application, so that no two runs have the same */
    public static List<Received> readAll(Path file, int runsBefore) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<Received> all = new ArrayList<>();
            int run = runsBefore;
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.equals("#")) {
                    run++;
                } else if (!line.isEmpty()) {
                    boolean mayBeTorn = i + 1 == lines.size() || lines.get(i + 1).equals("#");
                    parse(run, line, mayBeTorn).ifPresent(all::add);
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what was received from " + file, e);
        }
    }

    private static Optional<Received> parse(int run, String line, boolean mayBeTorn) {
        try {
            return Optional.of(of(run, line, JSON.readTree(line)));
        } catch (JsonProcessingException e) {
            if (mayBeTorn) {
                return Optional.empty();
            }
            throw new IllegalStateException("Not a message: " + line, e);
        }
    }

    static Received of(int run, String line, JsonNode event) {
        JsonNode after = event.path("data").path("after");
        String entity = event.path("entity").asText(null);
        String key = event.path("subject").asText();
        return new Received(run, event.path("id").asText(), event.path("source").asText() + "#" + event.path("txid").asText(),
                event.path("txindex").asInt(), event.path("txcount").asInt(), entity == null ? null : entity + " " + key,
                after.path("version").asLong(-1), after.path("balance").asLong(-1),
                event.path("data").path("before").path("balance").asLong(-1), event.path("ordertoken").asLong(),
                marker(event, entity, key), line);
    }

    private static @Nullable String marker(JsonNode event, @Nullable String entity, String key) {
        if (entity == null) {
            return event.path("data").path("marker").asText(null);
        }
        if (entity.equals("Transfer")) {
            return event.path("operation").asText().equals("insert") ? key : null;
        }
        return event.path("data").path("after").path("marker").asText(null);
    }
}
