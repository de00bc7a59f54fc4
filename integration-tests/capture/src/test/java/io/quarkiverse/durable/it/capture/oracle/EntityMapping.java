package io.quarkiverse.durable.it.capture.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.Formula;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.OneToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.SingleTableSubclass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;
import org.hibernate.mapping.Value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One concrete entity class: its tables, and which attribute is in which. */
final class EntityMapping {

    /**
     * The part of an entity's row that is in one table.
     *
     * @param optional the row is there only if one of its attributes is
     */
    record Part(Table table, Value key, boolean optional, List<Property> properties) {
    }

    /** A collection that this entity stores; one in an embeddable is beside it, under its path. */
    record Stored(String path, Collection collection) {

        JsonNode in(JsonNode image) {
            return image == null ? null : image.get(path);
        }
    }

    final PersistentClass type;
    final String unit;
    final List<Part> parts = new ArrayList<>();
    final List<Stored> collections = new ArrayList<>();
    final Map<String, Property> attributes = new LinkedHashMap<>();
    /** Attributes that only show what something else writes. */
    final Set<String> shown = new HashSet<>();

    EntityMapping(PersistentClass type, String unit) {
        this.type = type;
        this.unit = unit;
        if (isUnion(type)) {
            parts.add(new Part(type.getTable(), type.getIdentifier(), false, new ArrayList<>(ofOwnTable(type))));
        } else {
            addTables(type);
        }
        for (Join join : type.getJoinClosure()) {
            if (!join.isInverse()) {
                parts.add(new Part(join.getTable(), join.getKey(), join.isOptional(), join.getProperties()));
            }
        }
        type.getPropertyClosure().stream().filter(EntityMapping::isAttribute)
                .forEach(property -> attributes.put(property.getName(), property));
        List.copyOf(attributes.values()).forEach(property -> findCollections("", property));
    }

    private static boolean isUnion(PersistentClass type) {
        return type instanceof UnionSubclass
                || type.getSubclasses().stream().anyMatch(UnionSubclass.class::isInstance);
    }

    private static List<Property> ofOwnTable(PersistentClass type) {
        List<Property> result = new ArrayList<>(type.getPropertyClosure());
        type.getJoinClosure().forEach(join -> result.removeAll(join.getProperties()));
        return result;
    }

    private void addTables(PersistentClass level) {
        if (level.getSuperclass() != null) {
            addTables(level.getSuperclass());
        }
        if (level instanceof SingleTableSubclass) {
            parts.stream().filter(part -> part.table() == level.getTable()).findFirst().orElseThrow().properties()
                    .addAll(level.getUnjoinedProperties());
        } else {
            Value key = level instanceof RootClass ? level.getIdentifier() : level.getKey();
            parts.add(new Part(level.getTable(), key, false, new ArrayList<>(level.getUnjoinedProperties())));
        }
    }

    private static boolean isAttribute(Property property) {
        return !property.isSynthetic() && !property.isBackRef() && !property.getName().startsWith("_");
    }

    private void findCollections(String above, Property property) {
        String path = above + property.getName();
        if (property.getValue() instanceof Collection collection) {
            if (!collection.isInverse()) {
                collections.add(new Stored(path, collection));
                attributes.put(path, property);
            }
        } else if (property.getValue() instanceof Component component) {
            component.getProperties().forEach(part -> findCollections(path + ".", part));
        }
    }

    String name() {
        return type.getJpaEntityName();
    }

    /** The identifier as it is in an image, or null. */
    JsonNode id(JsonNode image) {
        if (type.getIdentifierProperty() != null) {
            return image.get(type.getIdentifierProperty().getName());
        }
        ObjectNode id = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        for (Property part : ((Component) type.getIdentifier()).getProperties()) {
            if (!image.has(part.getName())) {
                return null;
            }
            id.set(part.getName(), image.get(part.getName()));
        }
        return id;
    }

    /** Attributes whose value is in this entity's own rows, so that each change of them is a change of it. */
    boolean isOwn(String attribute) {
        Property property = attributes.get(attribute);
        return property != null && !shown.contains(attribute) && !(property.getValue() instanceof OneToOne)
                && !(property.getValue() instanceof Collection collection && collection.isInverse());
    }

    boolean isStoredCollection(String attribute) {
        return isOwn(attribute) && attributes.get(attribute).getValue() instanceof Collection;
    }

    boolean isAttributeOrId(String name) {
        if (attributes.containsKey(name)) {
            return true;
        }
        return type.getIdentifierProperty() != null ? type.getIdentifierProperty().getName().equals(name)
                : ((Component) type.getIdentifier()).hasProperty(name);
    }

    /** An attribute that every image has. */
    boolean isAlwaysThere(String attribute) {
        return isOwn(attribute) && !(attributes.get(attribute).getValue() instanceof Collection)
                && !attributes.get(attribute).isLazy();
    }

    static boolean isFormula(Property attribute) {
        return attribute.getValue() instanceof BasicValue
                && attribute.getValue().getSelectables().stream().anyMatch(Formula.class::isInstance);
    }

    Column softDelete() {
        return type.getRootClass().getSoftDeleteColumn();
    }
}
