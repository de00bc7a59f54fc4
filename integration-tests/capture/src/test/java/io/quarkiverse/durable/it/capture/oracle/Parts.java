package io.quarkiverse.durable.it.capture.oracle;

import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.List;

import org.hibernate.mapping.Component;
import org.hibernate.mapping.Property;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** A value that the mapping takes apart, as an object of its parts. */
final class Parts {

    private static final String OFFSET = "zoneOffset";

    private Parts() {
    }

    static JsonNode of(Component mapping, JsonNode json) {
        if (json == null || !json.isTextual()) {
            return json;
        }
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        if (mapping.hasProperty(OFFSET)) {
            if (mapping.hasProperty("instant")) {
                OffsetDateTime time = OffsetDateTime.parse(json.textValue());
                parts.put("instant", time.toInstant().toString()).put(OFFSET, time.getOffset().getId());
            } else {
                OffsetTime time = OffsetTime.parse(json.textValue());
                parts.put("utcTime", time.withOffsetSameInstant(ZoneOffset.UTC).toString())
                        .put(OFFSET, time.getOffset().getId());
            }
            return parts;
        }
        // the key of a map: its parts, joined by commas
        List<Property> properties = mapping.getProperties();
        String[] values = json.textValue().split(",");
        for (int i = 0; i < values.length; i++) {
            parts.put(properties.get(i).getName(), values[i]);
        }
        return parts;
    }

    /** As Hibernate has it in a column: decimal numbers are texts. */
    static JsonNode document(JsonNode json) {
        if (JsonValues.isNull(json)) {
            return json;
        }
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        json.properties().forEach(part -> parts.set(part.getKey(), part.getValue().isBigDecimal()
                ? TextNode.valueOf(part.getValue().decimalValue().toPlainString())
                : part.getValue()));
        return parts;
    }
}
