package io.quarkiverse.durable.runtime.capture;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.hibernate.CacheMode;
import org.hibernate.Hibernate;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the database holds before it is written, where Hibernate does not know it. The row is locked, so that it is what
 * the write will find. Reads on the connection of the transaction.
 */
final class StoredState {

    private final EntityShapes shapes;

    StoredState(EntityShapes shapes) {
        this.shapes = shapes;
    }

    /** @return the image with all collections that the entity stores; null where there is no such row */
    @Nullable
    Map<String, @Nullable Object> locked(EntityPersister persister, Object id, SharedSessionContractImplementor beside) {
        try (StatelessSessionImplementor session = open(beside)) {
            Object entity = locked(persister, id, session);
            if (entity == null) {
                return null;
            }
            EntityPersister concrete = session.getEntityPersister(null, entity);
            EntityShape shape = shapes.of(concrete);
            Map<String, @Nullable Object> image = shape.image(id, concrete.getValues(entity), session);
            addLazy(image, shape, concrete, entity, session);
            for (CollectionPersister owned : shape.ownedCollections()) {
                CollectionShape collection = shapes.of(owned);
                image.put(collection.path(), collection.image(fetched(owned, entity, session), session));
            }
            return image;
        }
    }

    /** @return the image without collections; null where there is no such row */
    @Nullable
    Map<String, @Nullable Object> lockedRow(EntityPersister persister, Object id, SharedSessionContractImplementor beside) {
        try (StatelessSessionImplementor session = open(beside)) {
            Object entity = locked(persister, id, session);
            if (entity == null) {
                return null;
            }
            EntityPersister concrete = session.getEntityPersister(null, entity);
            EntityShape shape = shapes.of(concrete);
            Map<String, @Nullable Object> image = shape.image(id, concrete.getValues(entity), session);
            addLazy(image, shape, concrete, entity, session);
            return image;
        }
    }

    /** Locks the row alone; a change of one of its collections by another transaction waits for it. */
    void lock(EntityPersister persister, Object id, SharedSessionContractImplementor beside) {
        try (StatelessSessionImplementor session = open(beside)) {
            RowLock.on(persister, List.of(id), session);
        }
    }

    /** The row alone is locked, and read after that. */
    private static @Nullable Object locked(EntityPersister persister, Object id, StatelessSessionImplementor session) {
        RowLock.on(persister, List.of(id), session);
        return session.get(persister.getEntityName(), own(persister.getIdentifierType(), id, session));
    }

    /** An id that is or has an entity of another session, with one of this session in its place. */
    private static Object own(Type type, Object id, StatelessSessionImplementor session) {
        if (type instanceof EntityType || type instanceof ComponentType component
                && Stream.of(component.getSubtypes()).anyMatch(each -> !(each instanceof BasicType))) {
            return Objects.requireNonNull(type.assemble(type.disassemble(id, session, null), session, null));
        }
        return id;
    }

    /** Attributes that were not fetched. */
    static void addLazy(Map<String, @Nullable Object> image, EntityShape shape, EntityPersister concrete, Object entity,
            SharedSessionContractImplementor session) {
        for (String name : shape.names()) {
            if (!image.containsKey(name)) {
                Object value = session
                        .createSelectionQuery("select e." + name + " from " + concrete.getEntityName() + " e where e = :it",
                                Object.class)
                        .setParameter("it", entity).getSingleResultOrNull();
                image.put(name, shape.encode(name, value, session));
            }
        }
    }

    /** @return the content of one collection of an owner; null where there is no such row */
    @Nullable
    Object collection(CollectionPersister owned, Object id, SharedSessionContractImplementor beside) {
        try (StatelessSessionImplementor session = open(beside)) {
            Object owner = locked(owned.getOwnerEntityPersister(), id, session);
            return owner == null ? null : shapes.of(owned).image(fetched(owned, owner, session), session);
        }
    }

    private static @Nullable Object fetched(CollectionPersister owned, Object owner, StatelessSession session) {
        Object content = owned.getCollectionType().isCollectionType()
                ? CollectionShape.in(owned.getOwnerEntityPersister(), owner, EntityShape.path(owned))
                : null;
        if (content != null && !Hibernate.isInitialized(content)) {
            session.fetch(content);
        }
        return content;
    }

    /** On the same connection, and past the second-level cache. */
    static StatelessSessionImplementor open(SharedSessionContractImplementor beside) {
        StatelessSession session = beside.getFactory().withStatelessOptions()
                .tenantIdentifier(beside.getTenantIdentifierValue()).openStatelessSession();
        session.setCacheMode(CacheMode.IGNORE);
        withoutFilters((StatelessSessionImplementor) session);
        return (StatelessSessionImplementor) session;
    }

    /** What a session of the application sees is less. */
    static void withoutFilters(SharedSessionContractImplementor session) {
        Set.copyOf(session.getLoadQueryInfluencers().getEnabledFilterNames()).forEach(session::disableFilter);
    }
}
