package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.hibernate.CacheMode;
import org.hibernate.FlushMode;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionBuilder;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Reads images of many entities at once, as the database has them now, on a given connection and in whatever transaction that
 * is in. Neither caches nor the sessions of the application are asked.
 */
final class ImageReader implements AutoCloseable {

    /** Ids of one question. */
    static final int CHUNK = 500;

    private final EntityShapes shapes;
    private final SessionImplementor session;

    /**
     * What the database holds of an entity.
     *
     * @param persister of its concrete class
     * @param tenant that it was read for, where there are several
     */
    record Image(EntityPersister persister, String key, Map<String, @Nullable Object> state, @Nullable String tenant) {

        /** What it was before it became an instance of a subclass. */
        Image as(EntityPersister above) {
            Map<String, @Nullable Object> less = new LinkedHashMap<>(state);
            less.keySet().removeAll(List.of(persister.getPropertyNames()));
            for (String name : above.getPropertyNames()) {
                if (state.containsKey(name)) {
                    less.put(name, state.get(name));
                }
            }
            return new Image(above, key, less, tenant);
        }
    }

    /** What it holds of a collection. */
    record Content(Image owner, Object elements) {
    }

    /** @param whose tenant; null for that of the connection, or the current one */
    ImageReader(EntityShapes shapes, Connection connection, @Nullable Object whose) {
        this.shapes = shapes;
        Object tenant = whose == null && TenantSchemas.areIn(shapes.factory()) ? TenantSchemas.of(connection) : whose;
        SessionBuilder options = shapes.factory().withOptions().connection(connection).autoJoinTransactions(false)
                .flushMode(FlushMode.MANUAL).initialCacheMode(CacheMode.IGNORE);
        this.session = (SessionImplementor) (tenant == null ? options : options.tenantIdentifier(tenant)).openSession();
        StoredState.withoutFilters(session);
        session.setDefaultReadOnly(true);
        session.setFetchBatchSize(CHUNK);
    }

    SessionImplementor session() {
        return session;
    }

    /** Those that there are, by id. Collections are not in the images. */
    Map<Object, Image> entities(EntityPersister root, Collection<Object> ids) {
        Map<Object, Image> images = new LinkedHashMap<>();
        inChunks(root, ids, (id, entity) -> images.put(id, image(id, entity)));
        return images;
    }

    /** Of those owners that there are, by their id. */
    Map<Object, Content> collections(CollectionPersister collection, Collection<Object> owners) {
        EntityPersister declaring = collection.getOwnerEntityPersister();
        CollectionShape shape = shapes.of(collection);
        Map<Object, Content> contents = new HashMap<>();
        inChunks(declaring, owners, (id, owner) -> {
            Image image = image(id, owner);
            Object elements = CollectionShape.in(image.persister(), owner, shape.path());
            Hibernate.initialize(elements);
            contents.put(id, new Content(image, Objects.requireNonNullElse(shape.image(elements, session), List.of())));
        });
        return contents;
    }

    private Image image(Object id, Object entity) {
        EntityPersister concrete = session.getEntityPersister(null, entity);
        EntityShape shape = shapes.of(concrete);
        Map<String, @Nullable Object> state = shape.image(id, concrete.getValues(entity), session);
        StoredState.addLazy(state, shape, concrete, entity, session);
        return new Image(concrete, shape.key(id, session), state, session.getTenantIdentifier());
    }

    private interface Found {
        void entity(Object id, Object entity);
    }

    private void inChunks(EntityPersister root, Collection<Object> ids, Found found) {
        List<Object> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<Object> chunk = all.subList(from, Math.min(from + CHUNK, all.size()));
            List<?> entities = find(root, chunk);
            for (int i = 0; i < chunk.size(); i++) {
                if (entities.get(i) != null) {
                    found.entity(chunk.get(i), Hibernate.unproxy(entities.get(i)));
                }
            }
            session.clear();
        }
    }

    private List<?> find(EntityPersister root, List<Object> chunk) {
        if (!(root instanceof JoinedSubclassEntityPersister) || concrete(root).size() == root.getSubclassEntityNames().size()) {
            Session from = session;
            return from.findMultiple(root.getMappedClass(), chunk);
        }
        // a row of an abstract class alone, while those of its subclass are not there yet or any more, is no entity
        Map<Object, Object> found = new HashMap<>();
        session.createSelectionQuery("from " + root.getEntityName() + " e where e.id in :ids and type(e) in :types",
                Object.class)
                .setParameterList("ids", chunk).setParameterList("types", concrete(root)).getResultList()
                .forEach(entity -> found.put(root.getIdentifier(entity, session), entity));
        return chunk.stream().map(found::get).toList();
    }

    private List<Class<?>> concrete(EntityPersister root) {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : root.getSubclassEntityNames()) {
            EntityPersister each = session.getFactory().getMappingMetamodel().getEntityDescriptor(name);
            if (!each.isAbstract()) {
                classes.add(each.getMappedClass());
            }
        }
        return classes;
    }

    /** Those that the mapping shows, whether or not there are entities of them yet. */
    Set<Object> shown(EntityPersister root, Collection<Object> ids) {
        Set<Object> shown = new HashSet<>();
        List<Object> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += CHUNK) {
            shown.addAll(session.createSelectionQuery("select id(e) from " + root.getEntityName() + " e where e.id in :ids",
                    Object.class).setParameterList("ids", all.subList(from, Math.min(from + CHUNK, all.size())))
                    .getResultList());
        }
        return shown;
    }

    @Override
    public void close() {
        session.close();
    }
}
