package io.quarkiverse.durable.crash.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

/** A row that is inserted once and perhaps deleted later. */
@Entity
@Durable
public class Transfer {

    /** The marker of its transaction. */
    @Id
    @Nullable
    String id;
    long amount;
    @Nullable
    String memo;
}
