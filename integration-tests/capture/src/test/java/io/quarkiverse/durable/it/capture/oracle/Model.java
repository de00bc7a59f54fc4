package io.quarkiverse.durable.it.capture.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Any;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.DependantValue;
import org.hibernate.mapping.IdentifierCollection;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.spi.TypeConfiguration;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.it.capture.Mappings;
import io.quarkiverse.durable.it.capture.model.Marker;

/** The mapping of all durable entities, taken from Hibernate's metadata. */
final class Model {

    /**
     * A value on its way into a column.
     *
     * @param write the SQL that it goes through
     */
    record Cell(JdbcMapping mapping, JsonNode json, String write) {

        Cell(JdbcMapping mapping, JsonNode json) {
            this(mapping, json, "?");
        }

        static Cell of(BasicValue basic, JsonNode json) {
            String write = basic.getColumn() instanceof Column column ? column.getCustomWrite() : null;
            return new Cell(basic.resolve().getJdbcMapping(), json, write == null ? "?" : write);
        }
    }

    /** An entity that a value refers to by something else than its identifier. */
    interface Lookup {

        JsonNode image(PersistentClass type, JsonNode id);
    }

    private final Map<String, EntityMapping> byName = new LinkedHashMap<>();
    private final Map<String, PersistentClass> byClass = new HashMap<>();
    private final Map<String, SessionFactoryImplementor> factories = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private JdbcMapping text;
    private JdbcMapping document;

    Model(Map<String, Mappings.Unit> units) {
        units.forEach((name, unit) -> {
            factories.put(name, unit.factory());
            TypeConfiguration types = unit.factory().getTypeConfiguration();
            text = types.getBasicTypeForJavaType(String.class);
            document = types.getBasicTypeRegistry().resolve(types.getJavaTypeRegistry().resolveDescriptor(Map.class),
                    types.getJdbcTypeRegistry().getDescriptor(SqlTypes.JSON));
            for (PersistentClass type : unit.metadata().getEntityBindings()) {
                byClass.put(type.getEntityName(), type);
                if (isDurable(type) && !Boolean.TRUE.equals(type.isAbstract())) {
                    byName.put(type.getJpaEntityName(), new EntityMapping(type, name));
                }
            }
        });
        byName.values().forEach(this::findWritten);
        byName.values().forEach(this::findShown);
    }

    private static boolean isDurable(PersistentClass type) {
        return type.getMappedClass() != Marker.class && type.getMappedClass().isAnnotationPresent(Durable.class);
    }

    private void findWritten(EntityMapping entity) {
        written.addAll(writtenBy(entity));
        for (EntityMapping.Stored stored : entity.collections) {
            stored.collection().getKey().getSelectables()
                    .forEach(column -> written.add(id(stored.collection().getCollectionTable(), column)));
        }
    }

    private static Set<String> writtenBy(EntityMapping entity) {
        Set<String> columns = new HashSet<>();
        for (EntityMapping.Part part : entity.parts) {
            part.key().getSelectables().forEach(column -> columns.add(id(part.table(), column)));
            for (Property property : part.properties()) {
                Value value = property.getValue();
                for (int i = 0; i < value.getSelectables().size(); i++) {
                    if (isWritable(value, i)) {
                        columns.add(id(part.table(), value.getSelectables().get(i)));
                    }
                }
            }
        }
        return columns;
    }

    /** What a collection of another entity writes, or another entity in whose table it is. */
    private void findShown(EntityMapping entity) {
        Set<String> own = writtenBy(entity);
        entity.attributes.forEach((name, property) -> {
            if (!(property.getValue() instanceof org.hibernate.mapping.Collection)
                    && entity.parts.stream().noneMatch(part -> part.properties().contains(property)
                            && isOwn(part.table(), property.getValue().getSelectables(), own))) {
                entity.shown.add(name);
            }
        });
    }

    private boolean isOwn(Table table, List<Selectable> columns, Set<String> own) {
        return columns.isEmpty() || columns.stream().map(column -> id(table, column))
                .anyMatch(column -> own.contains(column) || !written.contains(column));
    }

    private static boolean isWritable(Value value, int index) {
        return value.isColumnInsertable(index) || value.isColumnUpdateable(index);
    }

    private static String id(Table table, Selectable column) {
        return table.getName() + "." + column.getText();
    }

    /** Not where the attribute only shows what another one, or another entity's collection, writes. */
    boolean isFrom(Table table, Value value, int index) {
        Selectable column = value.getSelectables().get(index);
        return column instanceof Column && (isWritable(value, index) || !written.contains(id(table, column)));
    }

    EntityMapping entity(String name) {
        EntityMapping entity = byName.get(name);
        if (entity == null) {
            throw new AssertionError("There is no durable entity " + name);
        }
        return entity;
    }

    SessionFactoryImplementor factory(String unit) {
        return factories.get(unit);
    }

    Set<String> units() {
        return factories.keySet();
    }

    List<EntityMapping> entities() {
        return List.copyOf(byName.values());
    }

    /** Tables of the entities whose classes are nested in this one, or are it; of all with null. */
    Set<String> tables(Class<?> theme) {
        Set<String> tables = new TreeSet<>();
        for (EntityMapping entity : byName.values()) {
            if (theme == null || theme == entity.type.getMappedClass() || theme == entity.type.getMappedClass().getNestHost()) {
                entity.parts.forEach(part -> tables.add(part.table().getName()));
                entity.collections.forEach(stored -> tables.add(stored.collection().getCollectionTable().getName()));
            }
        }
        return tables;
    }

    /** By table, what of it no event says: which numbers the rows of a bag have, and rows of collections that are deleted. */
    Map<String, Tables.Part> parts() {
        Map<String, Tables.Part> parts = new HashMap<>();
        for (EntityMapping entity : byName.values()) {
            for (EntityMapping.Stored stored : entity.collections) {
                org.hibernate.mapping.Collection collection = stored.collection();
                String number = collection instanceof IdentifierCollection bag
                        ? bag.getIdentifier().getSelectables().get(0).getText()
                        : null;
                String deleted = collection.getSoftDeleteColumn() == null ? null : collection.getSoftDeleteColumn().getText();
                if (number != null || deleted != null) {
                    parts.put(collection.getCollectionTable().getName(), new Tables.Part(number, deleted));
                }
            }
        }
        return parts;
    }

    /** The values of all columns of this mapping, in their order; not of collections in it. */
    List<Cell> cells(Value mapping, JsonNode json, Lookup lookup) {
        List<Cell> cells = new ArrayList<>();
        if (mapping instanceof Component component) {
            JsonNode parts = Parts.of(component, json);
            for (Property part : component.getProperties()) {
                JsonNode value = parts == null ? null : parts.get(part.getName());
                cells.addAll(cells(part.getValue(), value, lookup));
            }
            if (component.isPolymorphic()) {
                BasicValue kind = (BasicValue) component.getDiscriminator();
                cells.add(new Cell(kind.resolve().getJdbcMapping(),
                        parts == null ? null : parts.get(kind.getSelectables().get(0).getText())));
            }
        } else if (mapping instanceof Any any) {
            cells.add(new Cell(text, json == null ? null : json.get("type")));
            cells.addAll(cells(any.getKeyDescriptor(), json == null ? null : json.get("id"), lookup));
        } else if (mapping instanceof ToOne reference) {
            cells.addAll(cellsOfReference(reference, json, lookup));
        } else if (mapping instanceof OneToMany reference) {
            cells.addAll(cells(reference.getAssociatedClass().getIdentifier(), json, lookup));
        } else if (mapping instanceof BasicValue basic && !(mapping instanceof DependantValue)) {
            cells.add(Cell.of(basic, json));
        } else if (!(mapping instanceof org.hibernate.mapping.Collection)) {
            throw new AssertionError("The consumer does not know the mapping " + mapping.getClass().getName());
        }
        return cells;
    }

    /** All of an embeddable in one column, where its parts have the names of its attributes. */
    Cell document(JsonNode json) {
        return new Cell(document, Parts.document(json));
    }

    private List<Cell> cellsOfReference(ToOne reference, JsonNode id, Lookup lookup) {
        PersistentClass target = byClass.get(reference.getReferencedEntityName());
        String property = reference.getReferencedPropertyName();
        if (property == null || reference.isReferenceToPrimaryKey()) {
            return cells(target.getIdentifier(), id, lookup);
        }
        return cells(target.getReferencedProperty(property).getValue(), id, lookup);
    }
}
