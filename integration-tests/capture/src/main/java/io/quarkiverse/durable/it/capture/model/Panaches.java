package io.quarkiverse.durable.it.capture.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;
import io.quarkus.hibernate.orm.panache.PanacheEntity;
import io.quarkus.hibernate.orm.panache.PanacheRepository;

/** Panache, in both of its styles. */
public final class Panaches {

    private Panaches() {
    }

    @Entity(name = "ActiveRecord")
    @Durable(channel = "changes")
    public static class ActiveRecord extends PanacheEntity {
        public String label;
        public int amount;
    }

    @Entity(name = "Stored")
    @Durable(channel = "changes")
    public static class Stored {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        public int amount;
    }

    @ApplicationScoped
    public static class StoredRepository implements PanacheRepository<Stored> {
    }
}
