package io.quarkiverse.durable.runtime.capture;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.schema.EntitySchema;

/** The schemas of the durable entities of one persistence unit; made when they are first asked for, as {@link EntityShapes}. */
final class UnitSchemas {

    private final CaptureModel model;
    private final EntityShapes shapes;
    private volatile @Nullable Map<String, Known> byName;

    private record Known(EntitySchema schema, String id) {
    }

    UnitSchemas(CaptureModel model, EntityShapes shapes) {
        this.model = model;
        this.shapes = shapes;
    }

    Collection<EntitySchema> all() {
        return known().values().stream().map(Known::schema).toList();
    }

    /** Id of the schema of an entity; null for a class that has none of its own. */
    @Nullable
    String id(CaptureModel.Entity entity) {
        Known known = known().get(entity.name());
        return known == null ? null : known.id();
    }

    private Map<String, Known> known() {
        Map<String, Known> known = byName;
        if (known == null) {
            known = read();
            byName = known;
        }
        return known;
    }

    private Map<String, Known> read() {
        Map<String, Known> read = new HashMap<>();
        SessionFactoryImplementor factory = shapes.factory();
        factory.getMappingMetamodel().forEachEntityDescriptor(persister -> {
            CaptureModel.Entity entity = model.entity(persister.getEntityName());
            if (entity != null && !persister.isAbstract()) {
                EntityShape shape = shapes.of(persister);
                EntitySchema schema = SchemaReader.schema(entity, persister, shape.mappings(),
                        shape.ownedCollections().stream().map(shapes::of).toList());
                read.put(entity.name(), new Known(schema, schema.id()));
            }
        });
        return Map.copyOf(read);
    }
}
