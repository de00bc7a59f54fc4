package io.quarkiverse.durable.it.capture;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;
import org.hibernate.StatelessSession;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.it.capture.model.Library;
import io.quarkiverse.durable.it.capture.model.Panaches.StoredRepository;
import io.quarkiverse.durable.it.capture.tenants.Tenants;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** What a row of the matrix works with. */
@ApplicationScoped
public class App {

    /** A piece of code, most often one transaction. */
    public interface Work {

        void run(App app) throws Exception;
    }

    @Inject
    EntityManager entities;
    @Inject
    @PersistenceUnit("tenants")
    EntityManager ofTenants;
    @Inject
    StatelessSession stateless;
    @Inject
    AgroalDataSource datasource;
    @Inject
    @PersistenceUnitExtension("tenants")
    Tenants tenants;
    @Inject
    Library library;
    @Inject
    StoredRepository stored;

    private final Map<String, Object> remembered = new HashMap<>();

    /** Runs it in a transaction of its own. */
    public void transaction(Work work) {
        QuarkusTransaction.requiringNew().call(() -> {
            work.run(this);
            return null;
        });
    }

    public EntityManager entities() {
        return entities;
    }

    public Session session() {
        return entities.unwrap(Session.class);
    }

    public EntityManager ofTenants() {
        return ofTenants;
    }

    public StatelessSession stateless() {
        return stateless;
    }

    public Tenants tenants() {
        return tenants;
    }

    public Library library() {
        return library;
    }

    public StoredRepository stored() {
        return stored;
    }

    public AgroalDataSource datasource() {
        return datasource;
    }

    /** Persists it, and remembers it by this name for later transactions. */
    public <T> T add(String name, T entity) {
        entities.persist(entity);
        remembered.put(name, entity);
        return entity;
    }

    public <T> T remember(String name, T entity) {
        remembered.put(name, entity);
        return entity;
    }

    @SuppressWarnings("unchecked")
    public <T> T remembered(String name) {
        return (T) remembered.get(name);
    }

    public Object id(String name) {
        return entities.getEntityManagerFactory().getPersistenceUnitUtil().getIdentifier(remembered.get(name));
    }

    /** Finds what was added by this name. */
    public <T> T get(Class<T> type, String name) {
        return entities.find(type, id(name));
    }

    public <T> void remove(Class<T> type, String name) {
        entities.remove(get(type, name));
    }

    public void forget() {
        remembered.clear();
        entities.getEntityManagerFactory().getCache().evictAll();
    }
}
