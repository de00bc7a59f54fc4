package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.collection.AbstractCollectionPersister;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.capture.MappedRows.Part.Kind;
import io.quarkiverse.durable.runtime.jdbc.DurableTable;

/** Which tables hold durable entities, and collections that they store, by Hibernate's mapping. */
final class DurableTables {

    private static final String TWICE = "tables of this name are in two schemas of the mapping";

    private final CaptureModel model;
    private final Map<String, String> schemas = new HashMap<>();
    private final Map<String, List<MappedRows>> rows = new LinkedHashMap<>();

    private DurableTables(CaptureModel model) {
        this.model = model;
    }

    /** By name. */
    static Map<String, DurableTable> of(CaptureModel model, List<MappedRows.Unit> units) {
        DurableTables tables = new DurableTables(model);
        units.forEach(tables::add);
        Map<String, DurableTable> result = new HashMap<>();
        tables.rows.forEach((name, all) -> result.put(name, new DurableTable(name, tables.schemas.get(name),
                new ArrayList<DurableTable.Rows>(all))));
        return Map.copyOf(result);
    }

    private void add(MappedRows.Unit unit) {
        var metamodel = unit.shapes().factory().getMappingMetamodel();
        metamodel.forEachEntityDescriptor(persister -> {
            if (model.entity(persister.getEntityName()) != null) {
                EntityPersister root = metamodel.getEntityDescriptor(persister.getRootEntityName());
                for (int i = 0; i < persister.getTableSpan(); i++) {
                    add(persister.getTableName(i),
                            new MappedRows(root, null, List.of(persister.getKeyColumns(i)), null, unit,
                                    part(persister, persister.getTableName(i))));
                }
            }
        });
        metamodel.forEachCollectionDescriptor(persister -> {
            EntityPersister owner = persister.getOwnerEntityPersister();
            if (!persister.isInverse()
                    && owner.getSubclassEntityNames().stream().anyMatch(name -> model.entity(name) != null)) {
                AbstractCollectionPersister stored = (AbstractCollectionPersister) persister;
                add(stored.getTableName(),
                        new MappedRows(owner, persister, List.of(stored.getKeyColumnNames()), obstacle(persister), unit,
                                new MappedRows.Part(Kind.MORE, owner)));
            }
        });
    }

    private static MappedRows.Part part(EntityPersister persister, String table) {
        EntityPersister of = persister;
        for (EntityMappingType above = of.getSuperMappingType(); above != null
                && List.of(above.getEntityPersister().getTableNames()).contains(table); above = of.getSuperMappingType()) {
            of = above.getEntityPersister();
        }
        Kind kind = persister.getIdentifierTableDetails().getTableName().equals(table) ? Kind.WHOLE
                : of.getMappedTableDetails().getTableName().equals(table) ? Kind.SUBCLASS : Kind.MORE;
        return new MappedRows.Part(kind, of);
    }

    private static @Nullable String obstacle(CollectionPersister persister) {
        return persister.getCollectionType().getLHSPropertyName() == null ? null
                : "the collection " + persister.getRole() + " refers to its owner by another attribute than its id";
    }

    private void add(String table, MappedRows mapped) {
        if (table.startsWith("(")) {
            // a query in place of a table: nothing is written to it
            return;
        }
        String name = EntityWrites.name(table);
        String schema = EntityWrites.schema(table);
        List<MappedRows> known = rows.computeIfAbsent(name, key -> new ArrayList<>());
        MappedRows added = mapped;
        if (!known.isEmpty() && !Objects.equals(schemas.get(name), schema)) {
            added = new MappedRows(mapped.entity(), mapped.collection(), mapped.keyColumns(), TWICE, mapped.unit(),
                    mapped.part());
        }
        if (schema != null) {
            schemas.put(name, schema);
        }
        if (!known.contains(added)) {
            known.add(added);
        }
    }
}
