package io.quarkiverse.durable.it.capture.oracle;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** One published message about an entity. */
record Message(String id, String type, String subject, String token, String transaction, int index, int count, String entity,
        String operation, JsonNode before, JsonNode after, List<String> changed) {

    static Message of(String text) {
        JsonNode json = Json.parse(text);
        JsonNode data = json.path("data");
        List<String> changed = new ArrayList<>();
        data.path("changed").forEach(name -> changed.add(name.textValue()));
        return new Message(json.path("id").textValue(), json.path("type").textValue(), json.path("subject").textValue(),
                json.path("ordertoken").textValue(), json.path("txid").textValue(), json.path("txindex").intValue(),
                json.path("txcount").intValue(), json.path("entity").textValue(), json.path("operation").textValue(),
                data.get("before"), data.get("after"), changed);
    }

    @Override
    public String toString() {
        return operation + " of " + entity + " " + subject + " (" + index + " of " + count + " in " + transaction + "), before "
                + before + ", after " + after + ", changed " + changed;
    }
}
