package io.quarkiverse.durable.runtime.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the states of a durable entity hold, and where the database has it.
 *
 * @param type stays the same when the class gets another name
 * @param entity its JPA name
 * @param table of the most general class
 * @param identifier names of the properties that are the identifier
 * @param properties all, by name, the identifier included; those of an embeddable behind a dot
 */
public record EntitySchema(String type, String entity, String table, List<String> identifier, List<Property> properties) {

    private static final int ID_BYTES = 8;

    /**
     * A property.
     *
     * @param columns none where the value is not in a row of the entity
     */
    public record Property(String name, Kind kind, List<Column> columns) {

        List<String> columnNames() {
            return columns.stream().map(Column::name).toList();
        }
    }

    /** @param type as SQL names it, without length and precision */
    public record Column(String name, String type) {
    }

    /** What a value is in the log, and in a message. */
    public enum Kind {
        BOOLEAN,
        INTEGER,
        DECIMAL,
        FLOAT,
        TEXT,
        BYTES,
        LIST,
        /** A collection that the entity stores, in a table of its own. */
        COLLECTION,
        /** Of any form: JSON, a reference to entities of several types. */
        ANY
    }

    public EntitySchema {
        identifier = List.copyOf(identifier);
        properties = properties.stream().sorted(Comparator.comparing(Property::name)).toList();
    }

    /**
     * The same for schemas that differ in nothing, or only in the name of the entity, and for no others: 16 hexadecimal
     * digits of a SHA-256.
     */
    public String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256", e);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(type).append('\n').append(table).append('\n')
                .append(String.join(",", identifier));
        for (Property property : properties) {
            text.append('\n').append(property.name()).append(' ').append(property.kind());
            property.columns().forEach(column -> text.append(' ').append(column.name()).append(':').append(column.type()));
        }
        return text.toString();
    }

    Map<String, Property> byName() {
        return properties.stream().collect(Collectors.toMap(Property::name, Function.identity()));
    }
}
