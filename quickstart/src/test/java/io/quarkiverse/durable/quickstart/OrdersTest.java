package io.quarkiverse.durable.quickstart;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

@QuarkusTest
class OrdersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ALL = 500;

    /** What the consumer received in earlier runs is still there. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    @Inject
    EventFile received;

    @Inject
    DurableLog log;

    @Inject
    ObjectMapper json;

    @Test
    void aNewOrderArrivesWithItsLinesOnTheirChannels() {
        create(id(1), "apple", 3).then().statusCode(201);

        List<JsonNode> events = eventsOf(id(1));

        assertThat(events).hasSize(2);
        JsonNode order = only(events, "io.quarkiverse.durable.Order.insert");
        assertThat(order.at("/subject").asText()).isEqualTo(id(1));
        assertThat(order.at("/data/before").isNull()).isTrue();
        assertThat(order.at("/data/after/customer").asText()).isEqualTo("Ada");
        assertThat(order.at("/data/after/version").asInt(-1)).isZero();
        assertThat(order.at("/data/after/total").decimalValue()).isEqualByComparingTo("1.20");
        JsonNode line = only(events, "io.quarkiverse.durable.OrderLine.insert");
        assertThat(line.at("/subject").asText()).isEqualTo(id(1) + "/1");
        assertThat(line.at("/data/after/order").asText()).isEqualTo(id(1));
        assertThat(line.at("/data/after/quantity").asInt()).isEqualTo(3);
        assertThat(line.at("/txid")).isEqualTo(order.at("/txid"));
    }

    @Test
    void anUpdateTellsWhatWasBeforeAndWhatChanged() {
        create(id(2), "apple", 1).then().statusCode(201);
        given().contentType(ContentType.JSON).body(line("bread", 2)).post("/orders/" + id(2) + "/lines").then().statusCode(200);

        JsonNode update = only(eventsOf(id(2)), "io.quarkiverse.durable.Order.update");

        assertThat(update.at("/data/before/total").decimalValue()).isEqualByComparingTo("0.40");
        assertThat(update.at("/data/after/total").decimalValue()).isEqualByComparingTo("6.80");
        assertThat(update.at("/data/before/version").asInt(-1)).isZero();
        assertThat(update.at("/data/after/version").asInt()).isEqualTo(1);
        assertThat(update.at("/data/changed")).extracting(JsonNode::asText).contains("total");
    }

    @Test
    void aConfirmationIsAnEventInTheTransactionOfTheUpdate() {
        create(id(3), "tea", 1).then().statusCode(201);
        given().post("/orders/" + id(3) + "/confirm").then().statusCode(200);

        List<JsonNode> events = eventsOf(id(3));

        JsonNode confirmed = only(events, "OrderConfirmed");
        assertThat(confirmed.at("/data/order").asText()).isEqualTo(id(3));
        assertThat(confirmed.at("/data/total").decimalValue()).isEqualByComparingTo("5.60");
        assertThat(confirmed.at("/txid")).isEqualTo(only(events, "io.quarkiverse.durable.Order.update").at("/txid"));
    }

    @Test
    void theDataOfAnEventKeepsItsDecimalsToTheLastDigit() {
        create(id(9), "tea", 1).then().statusCode(201);
        given().post("/orders/" + id(9) + "/confirm").then().statusCode(200);

        assertThat(eventsOf(id(9))).hasSize(4);
        assertThat(received.newest(ALL)).filteredOn(event -> event.contains("\"" + id(9) + "\""))
                .filteredOn(event -> event.contains("OrderConfirmed")).singleElement().asString()
                .contains("\"total\":5.60}");
    }

    @Test
    void aCancelledOrderIsDeletedWithItsLines() {
        create(id(4), "salt", 1).then().statusCode(201);
        given().delete("/orders/" + id(4)).then().statusCode(204);

        List<JsonNode> events = eventsOf(id(4));

        assertThat(only(events, "io.quarkiverse.durable.Order.delete").at("/data/after").isNull()).isTrue();
        assertThat(only(events, "io.quarkiverse.durable.OrderLine.delete").at("/data/before/product").asText())
                .isEqualTo("salt");
        given().get("/orders/" + id(4)).then().statusCode(404);
    }

    @Test
    void whatIsRolledBackAfterItsRowsWereWrittenIsNeverHeardOf() {
        create(id(5), "truffle", 1).then().statusCode(409).body(containsString("There are 0 of truffle"));
        create(id(6), "apple", 1).then().statusCode(201);

        assertThat(eventsOf(id(6))).hasSize(2);
        assertThat(eventsOf(id(5))).isEmpty();
    }

    @Test
    void whatIsNotValidIsRefused() {
        create(id(7), "apple", 0).then().statusCode(400);
        create(id(7), "gold", 1).then().statusCode(404);
        create("T 7", "apple", 1).then().statusCode(400);
        given().delete("/orders/nobody").then().statusCode(404);
    }

    @Test
    void theNewestEventsComeFirst() {
        create(id(8), "apple", 1).then().statusCode(201);
        given().post("/orders/" + id(8) + "/confirm").then().statusCode(200);
        assertThat(eventsOf(id(8))).hasSize(4);

        List<String> types = given().get("/events?limit=500").then().statusCode(200).extract().jsonPath()
                .getList("findAll { it.subject == '" + id(8) + "' && it.entity == 'Order' }.operation");

        assertThat(types).containsExactly("update", "insert");
    }

    private static String id(int test) {
        return "T" + test + "-" + RUN;
    }

    private static io.restassured.response.Response create(String id, String product, int quantity) {
        return given().contentType(ContentType.JSON).body("{\"customer\":\"Ada\",\"lines\":[" + line(product, quantity) + "]}")
                .put("/orders/{id}", id);
    }

    private static String line(String product, int quantity) {
        return "{\"product\":\"" + product + "\",\"quantity\":" + quantity + "}";
    }

    /** All that arrived of an order, once everything committed so far is acknowledged on every channel. */
    private List<JsonNode> eventsOf(String order) {
        long end = log.status().log().lastLsn().value();
        await().atMost(PATIENCE).until(() -> log.status().sinks().stream().allMatch(sink -> sink.cursor() >= end));
        return received.newest(ALL).stream().map(this::parsed)
                .filter(event -> event.at("/subject").asText().split("/")[0].equals(order)).toList();
    }

    private JsonNode parsed(String event) {
        try {
            return json.readTree(event);
        } catch (JsonProcessingException e) {
            throw new AssertionError(event, e);
        }
    }

    private static JsonNode only(List<JsonNode> events, String type) {
        List<JsonNode> found = events.stream().filter(event -> event.at("/type").asText().equals(type)).toList();
        assertThat(found).as("%s among %s", type, events).hasSize(1);
        return found.get(0);
    }
}
