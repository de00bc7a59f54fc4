package io.quarkiverse.durable.runtime.capture;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.jdbc.DurableTable;

/**
 * Rows of a table as Hibernate maps them: of an entity, or of a collection that an entity stores.
 *
 * @param entity whose id the key columns hold
 * @param collection null where they are the rows of the entity itself
 * @param part what a row is of its entity
 */
record MappedRows(EntityPersister entity, @Nullable CollectionPersister collection, List<String> keyColumns,
        @Nullable String obstacle, Unit unit, Part part) implements DurableTable.Rows {

    /**
     * What a new row means.
     *
     * @param of the most general class of which the table is
     */
    record Part(Kind kind, EntityPersister of) {

        /** Whether there is no entity before rows of other tables follow. */
        boolean isIncomplete() {
            return of instanceof JoinedSubclassEntityPersister && of.isAbstract();
        }

        enum Kind {
            /** The entity begins with it. */
            WHOLE,
            /** An instance of its superclass becomes one of it. */
            SUBCLASS,
            /** More of an entity that there is. */
            MORE
        }
    }

    /** Whether the row that locks an entity is this one. */
    boolean isWhole() {
        return collection == null && part.kind() == Part.Kind.WHOLE;
    }

    /** Rows of whichever table that mean the same entity, or the same collection of it. */
    record Meaning(EntityPersister entity, @Nullable CollectionPersister collection, Unit unit) {
    }

    Meaning meaning() {
        return new Meaning(entity, collection, unit);
    }

    @Override
    public Set<String> tables() {
        Set<String> tables = new TreeSet<>();
        var metamodel = unit.shapes().factory().getMappingMetamodel();
        for (String name : metamodel.getEntityDescriptor(entity.getRootEntityName()).getSubclassEntityNames()) {
            EntityPersister each = metamodel.getEntityDescriptor(name);
            for (int i = 0; i < each.getTableSpan(); i++) {
                tables.add(EntityWrites.name(each.getTableName(i)));
            }
        }
        return tables;
    }

    /** Of their persistence unit: how they are read, and who makes changes of them. */
    record Unit(EntityShapes shapes, ChangeListener changes, Staleness staleness, CascadedDeletes cascaded) {
    }

    /** The values of the key columns as the columns have them; none where one is null, so that the row belongs to no entity. */
    List<Object> values(ResultSet row, List<Integer> columns, SharedSessionContractImplementor session) throws SQLException {
        List<JdbcMapping> mappings = mappings();
        List<Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Object value = mappings.get(i).getJdbcValueExtractor().extract(row, columns.get(i), session);
            if (value == null) {
                return List.of();
            }
            values.add(value);
        }
        return values;
    }

    private List<JdbcMapping> mappings() {
        List<JdbcMapping> mappings = new ArrayList<>();
        entity.getIdentifierMapping().forEachJdbcType((index, mapping) -> mappings.add(mapping));
        return mappings;
    }

    /** A text from which {@link #id} makes the id again, the same for the same id. */
    String text(List<Object> values, IdText.Unwritable unwritable) {
        List<JdbcMapping> mappings = mappings();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            IdText.append(text, mappings.get(i), values.get(i), unwritable);
        }
        return text.toString();
    }

    Object id(String text, IdText.Unwritable unwritable, SharedSessionContractImplementor session) {
        List<Object> values = new ArrayList<>();
        IdText parts = new IdText(text);
        mappings().forEach(mapping -> values
                .add(java.util.Objects.requireNonNull(mapping.convertToDomainValue(parts.next(mapping, unwritable)))));
        return of(entity.getIdentifierType(), values.iterator(), session);
    }

    private static Object of(Type type, Iterator<Object> values, SharedSessionContractImplementor session) {
        if (type instanceof ComponentType component) {
            Type[] types = component.getSubtypes();
            Object[] parts = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                parts[i] = of(types[i], values, session);
            }
            return instance(component, parts);
        }
        if (type instanceof EntityType association) {
            EntityPersister target = session.getFactory().getMappingMetamodel()
                    .getEntityDescriptor(association.getAssociatedEntityName());
            Object id = of(target.getIdentifierType(), values, session);
            return java.util.Objects.requireNonNull(session.internalLoad(target.getEntityName(), id, false, false));
        }
        return values.next();
    }

    private static Object instance(ComponentType type, Object[] parts) {
        var embeddable = type.getMappingModelPart().getEmbeddableTypeDescriptor();
        return embeddable.getRepresentationStrategy().getInstantiator().instantiate(() -> parts);
    }
}
