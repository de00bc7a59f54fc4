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
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.DependantValue;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Selectable;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;
import org.hibernate.metamodel.mapping.JdbcMapping;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.it.capture.Mappings;
import io.quarkiverse.durable.it.capture.model.Marker;

/** The mapping of all durable entities, taken from Hibernate's metadata. */
final class Model {

    /** A value on its way into a column. */
    record Cell(JdbcMapping mapping, JsonNode json) {
    }

    /** An entity that a value refers to by something else than its identifier. */
    interface Lookup {

        JsonNode image(PersistentClass type, JsonNode id);
    }

    private final Map<String, EntityMapping> byName = new LinkedHashMap<>();
    private final Map<String, PersistentClass> byClass = new HashMap<>();
    private final Map<String, SessionFactoryImplementor> factories = new HashMap<>();
    private final Set<String> written = new HashSet<>();

    Model(Map<String, Mappings.Unit> units) {
        units.forEach((name, unit) -> {
            factories.put(name, unit.factory());
            for (PersistentClass type : unit.metadata().getEntityBindings()) {
                byClass.put(type.getEntityName(), type);
                if (isDurable(type) && !Boolean.TRUE.equals(type.isAbstract())) {
                    byName.put(type.getJpaEntityName(), new EntityMapping(type, name));
                }
            }
        });
        byName.values().forEach(this::findWritten);
    }

    private static boolean isDurable(PersistentClass type) {
        return type.getMappedClass() != Marker.class && type.getMappedClass().isAnnotationPresent(Durable.class);
    }

    private void findWritten(EntityMapping entity) {
        for (EntityMapping.Part part : entity.parts) {
            part.key().getSelectables().forEach(column -> written.add(id(part.table(), column)));
            for (Property property : part.properties()) {
                Value value = property.getValue();
                for (int i = 0; i < value.getSelectables().size(); i++) {
                    if (isWritable(value, i)) {
                        written.add(id(part.table(), value.getSelectables().get(i)));
                    }
                }
            }
        }
        for (EntityMapping.Stored stored : entity.collections) {
            stored.collection().getKey().getSelectables()
                    .forEach(column -> written.add(id(stored.collection().getCollectionTable(), column)));
        }
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

    /** The values of all columns of this mapping, in their order; not of collections in it. */
    List<Cell> cells(Value mapping, JsonNode json, Lookup lookup) {
        List<Cell> cells = new ArrayList<>();
        if (mapping instanceof Component component) {
            for (Property part : component.getProperties()) {
                JsonNode value = json == null ? null : json.get(part.getName());
                cells.addAll(cells(part.getValue(), value, lookup));
            }
        } else if (mapping instanceof ToOne reference) {
            cells.addAll(cellsOfReference(reference, json, lookup));
        } else if (mapping instanceof OneToMany reference) {
            cells.addAll(cells(reference.getAssociatedClass().getIdentifier(), json, lookup));
        } else if (mapping instanceof BasicValue basic && !(mapping instanceof DependantValue)) {
            cells.add(new Cell(basic.resolve().getJdbcMapping(), json));
        } else if (!(mapping instanceof org.hibernate.mapping.Collection)) {
            throw new AssertionError("The consumer does not know the mapping " + mapping.getClass().getName());
        }
        return cells;
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
