package io.quarkiverse.durable.runtime.capture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/** The shapes of one session factory; each is made when it is first needed, because the mapping is complete only then. */
final class EntityShapes {

    private final SessionFactoryImplementor factory;
    private final Codecs codecs;
    private final Map<String, EntityShape> entities = new ConcurrentHashMap<>();
    private final Map<String, CollectionShape> collections = new ConcurrentHashMap<>();

    EntityShapes(SessionFactoryImplementor factory) {
        this.factory = factory;
        this.codecs = new Codecs(factory);
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    EntityShape of(EntityPersister persister) {
        EntityShape shape = entities.get(persister.getEntityName());
        if (shape == null) {
            shape = new EntityShape(persister, codecs);
            entities.put(persister.getEntityName(), shape);
        }
        return shape;
    }

    CollectionShape of(CollectionPersister persister) {
        CollectionShape shape = collections.get(persister.getRole());
        if (shape == null) {
            shape = new CollectionShape(persister, codecs);
            collections.put(persister.getRole(), shape);
        }
        return shape;
    }
}
