package io.quarkiverse.durable.benchmark;

import java.time.Instant;
import java.util.Random;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a transaction does: an order and its line, and with an outbox table a row there. Keys are assigned. */
@Singleton
class OrderWork {

    private static final int NOTES = 64;
    private static final int NOTE_LENGTH = 300;
    private static final long NOTES_SEED = 42;

    private final EntityManager entities;
    private final ObjectMapper json;
    private final String[] notes = notes();

    OrderWork(EntityManager entities, ObjectMapper json) {
        this.entities = entities;
        this.json = json;
    }

    private static String[] notes() {
        Random random = new Random(NOTES_SEED);
        String[] notes = new String[NOTES];
        for (int i = 0; i < NOTES; i++) {
            notes[i] = random.ints(NOTE_LENGTH, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        }
        return notes;
    }

    void perform(Variant variant, long id) {
        OrderFields order = variant.isCommitMode() ? new DurableOrder() : new PlainOrder();
        order.id = id;
        order.customer = "customer-" + id % 1000;
        order.city = "Neustadt an der Weinstrasse";
        order.placedAt = Instant.now();
        order.cents = id % 100_000;
        order.note = notes[(int) (id % NOTES)];
        OrderLine line = new OrderLine();
        line.id = id;
        line.orderId = id;
        line.article = "article-" + id % 500;
        line.quantity = (int) (id % 9) + 1;
        entities.persist(order);
        entities.persist(line);
        if (variant == Variant.OUTBOX) {
            OutboxRow row = new OutboxRow();
            row.payload = text(event(order));
            entities.persist(row);
        } else if (variant == Variant.DEBEZIUM_SQL) {
            DebeziumRow row = new DebeziumRow();
            row.aggregateType = "order";
            row.aggregateId = Long.toString(id);
            row.type = "order.insert";
            row.timestamp = order.placedAt;
            row.payload = text(event(order));
            entities.persist(row);
            entities.remove(row);
        }
    }

    /** The event as one writes it by hand. */
    private ObjectNode event(OrderFields order) {
        ObjectNode event = json.createObjectNode();
        event.put("specversion", "1.0").put("id", Long.toString(order.id)).put("source", "/orders").put("type", "order.insert")
                .put("subject", Long.toString(order.id)).put("time", order.placedAt.toString());
        event.putObject("data").put("id", order.id).put("customer", order.customer).put("city", order.city)
                .put("placedAt", order.placedAt.toString()).put("cents", order.cents).put("note", order.note);
        return event;
    }

    private String text(ObjectNode event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An order has no JSON form: " + e.getMessage(), e);
        }
    }
}
