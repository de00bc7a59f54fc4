package io.quarkiverse.durable.runtime.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.durable.runtime.schema.EntitySchema.Column;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Kind;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Property;

/** A catalog as JSON, which people can read. The page on the format of the log has its form. */
public final class SchemaJson {

    /** Name of the attachment of the log that holds it. */
    public static final String ATTACHMENT = "schemas";

    private static final int LAYOUT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaJson() {
    }

    public static ByteBuffer write(SchemaCatalog catalog) {
        ObjectNode root = JSON.createObjectNode().put("layout", LAYOUT);
        ArrayNode schemas = root.putArray("schemas");
        for (SchemaCatalog.Entry entry : catalog.entries()) {
            EntitySchema schema = entry.schema();
            ObjectNode node = schemas.addObject().put("id", schema.id());
            if (!entry.isCurrent()) {
                node.put("until", entry.until());
            }
            node.put("type", schema.type()).put("entity", schema.entity()).put("table", schema.table());
            ArrayNode identifier = node.putArray("identifier");
            schema.identifier().forEach(identifier::add);
            ArrayNode properties = node.putArray("properties");
            schema.properties().forEach(property -> write(property, properties.addObject()));
        }
        try {
            return ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Property property, ObjectNode node) {
        node.put("name", property.name()).put("kind", property.kind().name());
        ArrayNode columns = node.putArray("columns");
        property.columns().forEach(column -> columns.addObject().put("name", column.name()).put("type", column.type()));
    }

    /** @throws IllegalArgumentException this is no such catalog, or one of a newer version */
    public static SchemaCatalog read(ByteBuffer json) {
        byte[] bytes = new byte[json.remaining()];
        json.duplicate().get(bytes);
        try {
            JsonNode root = JSON.readTree(bytes);
            int layout = root.path("layout").asInt();
            if (layout != LAYOUT) {
                throw new IllegalArgumentException("layout " + layout + ", this version reads layout " + LAYOUT);
            }
            List<SchemaCatalog.Entry> entries = new ArrayList<>();
            root.path("schemas").forEach(node -> entries.add(entry(node)));
            return new SchemaCatalog(entries);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static SchemaCatalog.Entry entry(JsonNode node) {
        List<String> identifier = new ArrayList<>();
        node.path("identifier").forEach(name -> identifier.add(name.asText()));
        List<Property> properties = new ArrayList<>();
        node.path("properties").forEach(property -> {
            List<Column> columns = new ArrayList<>();
            property.path("columns").forEach(
                    column -> columns.add(new Column(column.path("name").asText(), column.path("type").asText())));
            properties.add(new Property(property.path("name").asText(), Kind.valueOf(property.path("kind").asText()), columns));
        });
        return new SchemaCatalog.Entry(
                new EntitySchema(node.path("type").asText(), node.path("entity").asText(), node.path("table").asText(),
                        identifier, properties),
                node.path("until").asLong(SchemaCatalog.Entry.CURRENT));
    }
}
