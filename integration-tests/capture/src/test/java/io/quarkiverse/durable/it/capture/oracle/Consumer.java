package io.quarkiverse.durable.it.capture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.PersistentClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Applies transactions, and checks each message against what it knew before. */
final class Consumer {

    private final Model model;
    private final Writer writer;
    private final Function<String, SharedSessionContractImplementor> options;
    private final Map<String, ObjectNode> known = new LinkedHashMap<>();
    private boolean statements;

    Consumer(Model model, Statements sql, Function<String, SharedSessionContractImplementor> options) {
        this.model = model;
        this.options = options;
        this.writer = new Writer(model, sql, this::image);
    }

    void forget() {
        known.clear();
    }

    Map<String, ObjectNode> known() {
        return known;
    }

    private JsonNode image(PersistentClass type, JsonNode id) {
        return known.get(key(type, id));
    }

    private static String key(PersistentClass type, JsonNode id) {
        return type.getRootClass().getEntityName() + " " + Json.canonical(id);
    }

    /**
     * From now on transactions may set savepoints, and so have several messages of one row; and statements may insert into
     * tables of collections, of which then nobody knows what was there before.
     */
    void expectStatements() {
        statements = true;
    }

    /** Applies one whole transaction. */
    void apply(List<Message> transaction) {
        if (!statements) {
            step(transaction);
            return;
        }
        List<Message> step = new ArrayList<>();
        Set<String> rows = new HashSet<>();
        for (Message message : transaction) {
            if (!rows.add(message.entity() + " " + message.subject())) {
                step(step);
                step.clear();
                rows.clear();
                rows.add(message.entity() + " " + message.subject());
            }
            step.add(message);
        }
        step(step);
    }

    private void step(List<Message> transaction) {
        checkNumbering(transaction);
        Map<Message, ObjectNode> images = new LinkedHashMap<>();
        for (Message message : transaction) {
            images.put(message, check(message));
        }
        images.forEach((message, image) -> collections(message, stored -> writer.clear(entity(message), stored.collection(),
                image, session(message))));
        images.forEach((message, image) -> {
            if (message.operation().equals("delete")) {
                writer.delete(entity(message), image, session(message));
            } else {
                writer.write(entity(message), image, session(message));
            }
        });
        images.forEach((message, image) -> collections(message, stored -> {
            if (!message.operation().equals("delete")) {
                writer.write(entity(message), stored.collection(), image, stored.in(message.after()), session(message));
            }
        }));
    }

    private void collections(Message message, java.util.function.Consumer<EntityMapping.Stored> each) {
        boolean gone = message.operation().equals("delete");
        for (EntityMapping.Stored stored : entity(message).collections) {
            if (gone || !JsonValues.isNull(stored.in(message.after()))) {
                each.accept(stored);
            }
        }
    }

    private EntityMapping entity(Message message) {
        return model.entity(message.entity());
    }

    private SharedSessionContractImplementor session(Message message) {
        return options.apply(entity(message).unit);
    }

    private static void checkNumbering(List<Message> transaction) {
        Set<String> rows = new HashSet<>();
        for (Message message : transaction) {
            assertThat(message.type()).isEqualTo("io.quarkiverse.durable." + message.entity() + "." + message.operation());
            assertThat(rows.add(message.entity() + " " + message.subject()))
                    .as("one message of each row, %s of %s", message, transaction)
                    .isTrue();
        }
    }

    /** What is known of the row afterwards; of a deleted one, what was known before. */
    private ObjectNode check(Message message) {
        EntityMapping entity = entity(message);
        boolean insert = message.operation().equals("insert");
        boolean delete = message.operation().equals("delete");
        boolean blind = isBlind(message, entity);
        checkImages(message, insert || blind, delete, entity);
        JsonNode present = delete ? message.before() : message.after();
        JsonNode id = entity.id(present);
        assertThat(id).as("identifier of %s", message).isNotNull();
        checkSubject(message, id);
        String key = key(entity.type, id);
        ObjectNode before = known.get(key);
        if (insert) {
            assertThat(before).as("known before %s", message).isNull();
        } else {
            assertThat(before).as("known before %s", message).isNotNull();
            if (!blind) {
                checkBefore(message, entity, before);
            }
        }
        if (delete) {
            return known.remove(key);
        }
        ObjectNode after = merged(entity, before, message.after());
        if (!insert && !blind) {
            checkChanged(message, entity, before, after);
        }
        known.put(key, after);
        return after;
    }

    private boolean isBlind(Message message, EntityMapping entity) {
        return JsonValues.isNull(message.before()) && message.operation().equals("update")
                && message.changed().stream().anyMatch(name -> isUnknown(name, message, entity));
    }

    /** What a statement added to. */
    private boolean isUnknown(String attribute, Message message, EntityMapping entity) {
        return statements && entity.isStoredCollection(attribute)
                && (JsonValues.isNull(message.before()) || !message.before().has(attribute));
    }

    private static void checkImages(Message message, boolean nothingBefore, boolean delete, EntityMapping entity) {
        assertThat(JsonValues.isNull(message.before())).as("no before image in %s", message).isEqualTo(nothingBefore);
        assertThat(JsonValues.isNull(message.after())).as("no after image in %s", message).isEqualTo(delete);
        Set<String> missing = new TreeSet<>();
        entity.attributes.keySet().stream().filter(entity::isAlwaysThere).forEach(name -> {
            if (message.operation().equals("insert") && !message.after().has(name) || delete && !message.before().has(name)) {
                missing.add(name);
            }
        });
        assertThat(missing).as("attributes that are not in the image of %s", message).isEmpty();
        for (JsonNode image : new JsonNode[] { message.before(), message.after() }) {
            if (!JsonValues.isNull(image)) {
                image.fieldNames().forEachRemaining(name -> assertThat(entity.isAttributeOrId(name))
                        .as("%s is an attribute, %s", name, message).isTrue());
            }
        }
    }

    private static void checkSubject(Message message, JsonNode id) {
        List<String> parts = new ArrayList<>();
        leaves(id, parts);
        if (parts.size() == 1) {
            assertThat(message.subject()).as("key of %s", message).isEqualTo(parts.get(0));
        } else {
            parts.forEach(part -> assertThat(message.subject()).as("key of %s", message).contains(part));
        }
    }

    private static void leaves(JsonNode id, List<String> into) {
        if (id.isObject()) {
            id.forEach(part -> leaves(part, into));
        } else {
            into.add(id.asText());
        }
    }

    private static void checkBefore(Message message, EntityMapping entity, ObjectNode known) {
        message.before().fieldNames().forEachRemaining(name -> {
            if (entity.isOwn(name)) {
                assertThat(Json.same(entity.attributes.get(name).getValue(), known.get(name), message.before().get(name)))
                        .as("before image of %s: %s, where %s was known, in %s", name, message.before().get(name),
                                known.get(name), message)
                        .isTrue();
            }
        });
    }

    private void checkChanged(Message message, EntityMapping entity, ObjectNode before, ObjectNode after) {
        Set<String> differing = new TreeSet<>();
        entity.attributes.forEach((name, property) -> {
            if (entity.isOwn(name) && !Json.same(property.getValue(), before.get(name), after.get(name))) {
                differing.add(name);
            }
        });
        Set<String> named = new TreeSet<>(message.changed());
        named.removeIf(name -> isUnknown(name, message, entity) && !differing.contains(name));
        assertThat(named).as("changed attributes of %s, where %s was known", message, before)
                .isEqualTo(differing);
        for (String name : differing) {
            assertThat(message.before().has(name) || isUnknown(name, message, entity))
                    .as("before image has the changed attribute %s, %s", name, message).isTrue();
        }
    }

    private static ObjectNode merged(EntityMapping entity, ObjectNode before, JsonNode after) {
        ObjectNode result = before == null ? JsonNodeFactory.instance.objectNode() : before.deepCopy();
        after.properties().forEach(entry -> result.set(entry.getKey(), entry.getValue()));
        entity.attributes.keySet().stream().filter(name -> !result.has(name) && entity.isAlwaysThere(name))
                .forEach(name -> result.set(name, NullNode.getInstance()));
        return result;
    }

    /**
     * Transactions of which all messages are there, in the order of their tokens, up to the first that is not there as a
     * whole: it may have written the same rows as those after it. The others stay in the map.
     */
    static List<List<Message>> complete(Map<String, Map<Integer, Message>> pending) {
        List<Map.Entry<String, Map<Integer, Message>>> inOrder = new ArrayList<>(pending.entrySet());
        inOrder.sort(java.util.Comparator.comparing(entry -> any(entry.getValue()).token()));
        List<List<Message>> result = new ArrayList<>();
        for (Map.Entry<String, Map<Integer, Message>> each : inOrder) {
            Map<Integer, Message> transaction = each.getValue();
            int count = any(transaction).count();
            if (transaction.size() < count) {
                break;
            }
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                assertThat(transaction).as("positions in a transaction").containsKey(i);
                messages.add(transaction.get(i));
            }
            result.add(messages);
            pending.remove(each.getKey());
        }
        return result;
    }

    private static Message any(Map<Integer, Message> transaction) {
        return transaction.values().iterator().next();
    }

    static Map<String, Map<Integer, Message>> grouped(List<Message> messages) {
        Map<String, Map<Integer, Message>> result = new LinkedHashMap<>();
        messages.forEach(message -> result.computeIfAbsent(message.transaction(), each -> new HashMap<>())
                .put(message.index(), message));
        return result;
    }
}
