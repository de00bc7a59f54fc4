package io.quarkiverse.durable.soak;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.jspecify.annotations.NullUnmarked;

import io.quarkiverse.durable.Durable;

/** A row that counts its changes, so that each event can be checked against the one before. */
@NullUnmarked
@Durable
@Entity
public class Meter {

    @Id
    public long id;
    public long changes;
    @Column(length = 2000)
    public String note;
}
