package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;

class CloudEventsJsonTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final String LOG = "0c4f1b8e-5b1e-4b0e-9a59-0b6f6f6f6f6f";

    private final CloudEventsJson serializer = new CloudEventsJson();

    private JsonNode written(ChangeEvent event) throws Exception {
        return new ObjectMapper().readTree(serializer.serialize(event));
    }

    private static ChangeEvent update(String key) {
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("name", "new");
        after.put("note", null);
        after.put("price", new BigDecimal("12.50"));
        after.put("day", LocalDate.of(2026, 1, 2));
        after.put("bytes", new byte[] { 1, 2 });
        return new ChangeEvent(LOG + ":7:1", LOG, 7, 4_000_000_000L, 1, 3, "Order", "Order", "00c0ffee00c0ffee", key, key,
                Operation.UPDATE,
                Map.of("name", "old"), after, List.of("name"), TIME, "acme", "ada",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "r-17", "moved house");
    }

    @Test
    void everyAttributeHasAValidNameAndAValueOfAnAllowedType() throws Exception {
        List<String> names = new ArrayList<>();
        JsonNode json = written(update("42"));
        json.fields().forEachRemaining(field -> {
            if (!field.getKey().equals("data")) {
                names.add(field.getKey());
                assertThat(field.getKey()).matches("[a-z0-9]{1,20}");
                assertThat(field.getValue().isTextual() && !field.getValue().asText().isEmpty()
                        || field.getValue().isInt() || field.getValue().isBoolean()).as(field.toString()).isTrue();
            }
        });
        assertThat(names).contains("specversion", "id", "source", "type").doesNotContain("data_base64")
                .doesNotHaveDuplicates();
        assertThat(json.get("specversion").asText()).isEqualTo("1.0");
        assertThat(URI.create(json.get("source").asText()).toString()).isEqualTo("/durable/" + LOG);
        assertThat(OffsetDateTime.parse(json.get("time").asText()).toInstant()).isEqualTo(TIME);
        assertThat(serializer.contentType()).startsWith("application/cloudevents+json");
    }

    @Test
    void anUpdateIsWrittenInFull() throws Exception {
        assertThat(serializer.serialize(update("42"))).isEqualTo("{\"specversion\":\"1.0\",\"id\":\"" + LOG
                + ":7:1\",\"source\":\"/durable/" + LOG
                + "\",\"type\":\"io.quarkiverse.durable.Order.update\",\"subject\":\"42\","
                + "\"time\":\"2026-01-02T03:04:05.006Z\",\"datacontenttype\":\"application/json\",\"partitionkey\":\"42\","
                + "\"ordertoken\":\"0000000004000000000\",\"txid\":\"7\",\"txindex\":1,\"txcount\":3,\"entity\":\"Order\",\"schemaid\":\"00c0ffee00c0ffee\","
                + "\"operation\":\"update\",\"tenant\":\"acme\",\"user\":\"ada\",\"requestid\":\"r-17\","
                + "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\",\"reason\":\"moved house\","
                + "\"data\":{\"before\":{\"name\":\"old\"},\"after\":{\"name\":\"new\",\"note\":null,\"price\":12.50,"
                + "\"day\":\"2026-01-02\",\"bytes\":\"AQI=\"},\"changed\":[\"name\"]}}");
    }

    @Test
    void anInsertHasNoStateBefore() throws Exception {
        JsonNode json = written(new ChangeEvent("x", LOG, 1, 1, 0, 1, "Order", "Order", null, "1", "1", Operation.INSERT, null,
                Map.of("name", "n"), List.of(), TIME, null, null, null, null, null));
        assertThat(json.get("data").get("before").isNull()).isTrue();
        assertThat(json.get("type").asText()).isEqualTo("io.quarkiverse.durable.Order.insert");
        assertThat(json.fieldNames()).toIterable().doesNotContain("tenant", "user", "requestid", "traceparent", "reason");
    }

    @Test
    void anExplicitEventKeepsItsTypeAndIsItsData() throws Exception {
        JsonNode json = written(
                new ChangeEvent("x", LOG, 1, 1, 0, 1, "outbox", "com.acme.OrderShipped", null, "1", "1", Operation.EVENT,
                        null, Map.of("data", Map.of("parcel", 5)), List.of(), TIME, null, null, null, null, null));
        assertThat(json.get("type").asText()).isEqualTo("com.acme.OrderShipped");
        assertThat(json.get("data").toString()).isEqualTo("{\"parcel\":5}");
        assertThat(json.has("entity")).isFalse();
    }

    @Test
    void anEmptyKeyIsLeftOut() throws Exception {
        JsonNode json = written(update(""));
        assertThat(json.has("subject") || json.has("partitionkey")).isFalse();
    }

    @Test
    void orderTokensCompareAsText() throws Exception {
        String lower = written(Events.event(9, 0, 1, "a")).get("ordertoken").asText();
        String higher = written(Events.event(10, 0, 1, "a")).get("ordertoken").asText();
        assertThat(lower).isLessThan(higher);
    }
}
