package io.quarkiverse.durable.crash.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

/** A row that many transactions write, one after the other. */
@Entity
@Durable
public class Account {

    @Id
    long id;
    long balance;
    /** Of the transaction that wrote the row last. */
    @Nullable
    String marker;
    @Version
    long version;
}
