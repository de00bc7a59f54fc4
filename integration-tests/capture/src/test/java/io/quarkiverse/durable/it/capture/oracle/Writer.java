package io.quarkiverse.durable.it.capture.oracle;

import java.util.ArrayList;
import java.util.List;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.IndexedCollection;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Value;
import org.hibernate.metamodel.mapping.JdbcMapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Writes images into tables. */
final class Writer {

    private final Model model;
    private final Statements sql;
    private final Model.Lookup lookup;

    Writer(Model model, Statements sql, Model.Lookup lookup) {
        this.model = model;
        this.sql = sql;
        this.lookup = lookup;
    }

    void write(EntityMapping entity, JsonNode image, SharedSessionContractImplementor options) {
        for (EntityMapping.Part part : entity.parts) {
            Statements.Row key = key(entity, part.key(), image);
            Statements.Row values = new Statements.Row();
            for (Property property : part.properties()) {
                if (entity.attributes.containsKey(property.getName())) {
                    add(values, part, property.getValue(), image.get(property.getName()));
                }
            }
            values.keySet().removeAll(key.keySet());
            if (part.optional() && values.isAllNull()) {
                sql.delete(part.table().getName(), key, options);
            } else {
                if (part == entity.parts.get(0)) {
                    addHidden(entity, values, false);
                }
                sql.upsert(part.table().getName(), key, values, options);
            }
        }
    }

    private void add(Statements.Row row, EntityMapping.Part part, Value value, JsonNode json) {
        if (value instanceof Component component && component.getAggregateColumn() != null) {
            row.put(component.getAggregateColumn().getText(), model.document(json));
            return;
        }
        List<Model.Cell> cells = value.getSelectables().isEmpty() ? List.of() : model.cells(value, json, lookup);
        for (int i = 0; i < cells.size(); i++) {
            if (model.isFrom(part.table(), value, i)) {
                row.put(value.getSelectables().get(i).getText(), cells.get(i));
            }
        }
    }

    /** Columns that are no attributes: which class it is, whether it is deleted. */
    private static void addHidden(EntityMapping entity, Statements.Row row, boolean deleted) {
        Value discriminator = entity.type.getDiscriminator();
        if (discriminator != null && discriminator.getSelectables().get(0) instanceof Column column) {
            row.put(column.getText(), new Model.Cell(((BasicValue) discriminator).resolve().getJdbcMapping(),
                    TextNode.valueOf(entity.type.getDiscriminatorValue())));
        }
        if (entity.softDelete() != null) {
            row.put(entity.softDelete().getText(), hidden(entity.softDelete(), deleted));
        }
    }

    private static Model.Cell hidden(Column softDelete, boolean deleted) {
        JdbcMapping mapping = ((BasicValue) softDelete.getValue()).resolve().getJdbcMapping();
        Object stored = mapping.convertToRelationalValue(deleted);
        return new Model.Cell(mapping,
                stored instanceof Boolean flag ? BooleanNode.valueOf(flag) : TextNode.valueOf(String.valueOf(stored)));
    }

    private Statements.Row key(EntityMapping entity, Value key, JsonNode image) {
        return row(key.getSelectables(), model.cells(entity.type.getIdentifier(), entity.id(image), lookup));
    }

    private static Statements.Row row(List<? extends Selectable> columns, List<Model.Cell> cells) {
        Statements.Row row = new Statements.Row();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) instanceof Column column) {
                row.put(column.getText(), cells.get(i));
            }
        }
        return row;
    }

    void delete(EntityMapping entity, JsonNode image, SharedSessionContractImplementor options) {
        if (entity.softDelete() != null) {
            Statements.Row values = new Statements.Row();
            values.put(entity.softDelete().getText(), hidden(entity.softDelete(), true));
            EntityMapping.Part root = entity.parts.get(0);
            sql.update(root.table().getName(), values, key(entity, root.key(), image), options);
            return;
        }
        for (EntityMapping.Part part : entity.parts) {
            sql.delete(part.table().getName(), key(entity, part.key(), image), options);
        }
    }

    void clear(EntityMapping entity, Collection collection, JsonNode image, SharedSessionContractImplementor options) {
        Statements.Row key = ownerKey(entity, collection, image);
        if (!collection.isOneToMany()) {
            sql.delete(collection.getCollectionTable().getName(), key, options);
            return;
        }
        List<String> columns = new ArrayList<>(key.keySet());
        if (collection instanceof IndexedCollection indexed) {
            indexed.getIndex().getSelectables().stream().filter(Column.class::isInstance)
                    .filter(column -> !isAttribute(collection, column)).forEach(column -> columns.add(column.getText()));
        }
        sql.clear(collection.getCollectionTable().getName(), columns, key, options);
    }

    /** The key of a map may be an attribute of its elements. */
    private static boolean isAttribute(Collection collection, Selectable column) {
        PersistentClass element = ((OneToMany) collection.getElement()).getAssociatedClass();
        return element.getPropertyClosure().stream().filter(property -> !property.isBackRef() && !property.isSynthetic())
                .anyMatch(property -> property.getValue().getSelectables().contains(column));
    }

    private Statements.Row ownerKey(EntityMapping entity, Collection collection, JsonNode image) {
        String property = collection.getReferencedPropertyName();
        if (property == null) {
            return key(entity, collection.getKey(), image);
        }
        Property referenced = entity.type.getReferencedProperty(property);
        return row(collection.getKey().getSelectables(),
                model.cells(referenced.getValue(), image.get(property), lookup));
    }

    void write(EntityMapping entity, Collection collection, JsonNode image, JsonNode content,
            SharedSessionContractImplementor options) {
        Statements.Row key = ownerKey(entity, collection, image);
        if (content.isObject()) {
            content.properties().forEach(
                    entry -> writeElement(collection, key, TextNode.valueOf(entry.getKey()), entry.getValue(), options));
            return;
        }
        int base = collection instanceof org.hibernate.mapping.List list ? list.getBaseIndex() : 0;
        for (int i = 0; i < content.size(); i++) {
            writeElement(collection, key, IntNode.valueOf(base + i), content.get(i), options);
        }
    }

    private void writeElement(Collection collection, Statements.Row key, JsonNode index, JsonNode element,
            SharedSessionContractImplementor options) {
        if (JsonValues.isNull(element)) {
            return;
        }
        Statements.Row values = new Statements.Row();
        values.putAll(key);
        if (collection instanceof IndexedCollection indexed
                && indexed.getIndex().getSelectables().stream().anyMatch(Column.class::isInstance)) {
            values.putAll(row(indexed.getIndex().getSelectables(), model.cells(indexed.getIndex(), index, lookup)));
        }
        List<Model.Cell> cells = model.cells(collection.getElement(), element, lookup);
        String table = collection.getCollectionTable().getName();
        if (collection.getElement() instanceof OneToMany many) {
            sql.update(table, values, row(many.getAssociatedClass().getKey().getSelectables(), cells), options);
        } else {
            values.putAll(row(collection.getElement().getSelectables(), cells));
            if (collection.getSoftDeleteColumn() != null) {
                values.put(collection.getSoftDeleteColumn().getText(), hidden(collection.getSoftDeleteColumn(), false));
            }
            sql.insert(table, values, options);
        }
    }
}
