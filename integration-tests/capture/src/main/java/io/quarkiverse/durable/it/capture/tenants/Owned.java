package io.quarkiverse.durable.it.capture.tenants;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

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
}
