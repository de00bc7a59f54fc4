package io.quarkiverse.durable.runtime.capture;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

import io.quarkus.arc.Arc;

/** Registers our listeners on session factories that have durable entities. Found by Hibernate through its service file. */
public final class CaptureIntegrator implements Integrator {

    @Override
    public void integrate(Metadata metadata, BootstrapContext bootstrap, SessionFactoryImplementor factory) {
        var container = Arc.container();
        var model = container == null ? null : container.instance(CaptureModel.class).get();
        if (model == null || metadata.getEntityBindings().stream().noneMatch(binding -> isDurable(model, binding))) {
            return;
        }
        String unit = String.valueOf(factory.getProperties().get("hibernate.persistenceUnitName"));
        EventListenerRegistry events = factory.getEventListenerRegistry();
        EntityShapes shapes = new EntityShapes(factory);
        UnitSchemas schemas = new UnitSchemas(model, shapes);
        Staleness staleness = new Staleness();
        StoredState stored = new StoredState(shapes);
        CascadedDeletes cascaded = new CascadedDeletes();
        TenantSchemas tenants = new TenantSchemas(factory);
        ChangeListener listener = new ChangeListener(model, new Submission(model.datasource(unit), schemas), shapes, stored,
                staleness, tenants);
        events.prependListeners(EventType.DELETE, cascaded);
        events.appendListeners(EventType.FLUSH, listener.written());
        events.appendListeners(EventType.AUTO_FLUSH, listener.written());
        events.appendListeners(EventType.PRE_UPDATE, listener);
        events.appendListeners(EventType.PRE_DELETE, listener);
        events.appendListeners(EventType.PRE_UPSERT, listener);
        events.appendListeners(EventType.POST_INSERT, listener);
        events.appendListeners(EventType.POST_UPDATE, listener);
        events.appendListeners(EventType.POST_DELETE, listener);
        events.appendListeners(EventType.POST_UPSERT, listener);
        CollectionListener collections = new CollectionListener(listener, shapes, stored, staleness);
        events.appendListeners(EventType.FLUSH, collections.changed());
        events.appendListeners(EventType.AUTO_FLUSH, collections.changed());
        events.appendListeners(EventType.PRE_COLLECTION_RECREATE, collections);
        events.appendListeners(EventType.PRE_COLLECTION_UPDATE, collections);
        events.appendListeners(EventType.PRE_COLLECTION_REMOVE, collections);
        events.appendListeners(EventType.POST_COLLECTION_RECREATE, collections);
        events.appendListeners(EventType.POST_COLLECTION_UPDATE, collections);
        events.appendListeners(EventType.POST_COLLECTION_REMOVE, collections);
        events.appendListeners(EventType.FLUSH, tenants);
        events.appendListeners(EventType.AUTO_FLUSH, tenants);
        EntityWrites writes = new EntityWrites(factory);
        new EntityWriteListener(writes).register(events);
        container.instance(BulkCaptures.class).get().of(model.datasource(unit)).add(model,
                new MappedRows.Unit(shapes, listener, staleness, cascaded), writes, schemas);
    }

    private static boolean isDurable(CaptureModel model, PersistentClass binding) {
        return binding.getClassName() != null && model.entity(binding.getClassName()) != null;
    }

    @Override
    public void disintegrate(SessionFactoryImplementor factory, SessionFactoryServiceRegistry registry) {
        // the listeners go with the factory
        var container = Arc.container();
        var captures = container == null ? null : container.instance(BulkCaptures.class).get();
        if (captures != null) {
            captures.all().values().forEach(capture -> capture.remove(factory));
        }
    }
}
