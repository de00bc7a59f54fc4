package io.quarkiverse.durable.it.capture.model;

import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** Its event shows that those of all transactions before it have been published. */
@Entity
@Durable(channel = "changes")
public class Marker {

    @Id
    public UUID id;

    public Marker() {
    }

    public Marker(UUID id) {
        this.id = id;
    }
}
