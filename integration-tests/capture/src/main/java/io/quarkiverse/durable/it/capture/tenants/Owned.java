package io.quarkiverse.durable.it.capture.tenants;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

import org.hibernate.annotations.RowId;
import org.hibernate.annotations.TenantId;

import io.quarkiverse.durable.Durable;

/** Rows of several tenants in one table. */
public final class Owned {

    private Owned() {
    }

    @Entity(name = "Note")
    @Durable(channel = "changes")
    public static class Note {
        @Id
        @GeneratedValue
        public Long id;
        @TenantId
        public String tenant;
        public String text;
    }

    /** Hibernate finds its rows by where the database has put them. */
    @Entity(name = "Placed")
    @RowId
    @Durable(channel = "changes")
    public static class Placed {
        @Id
        @GeneratedValue
        public Long id;
        @TenantId
        public String tenant;
        public String text;
    }
}
