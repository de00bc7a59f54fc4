package io.quarkiverse.durable.xa.app;

import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

/** A row that many transactions write, one after the other. */
@MappedSuperclass
public abstract class Account {

    @Id
    long id;
    long balance;
    /** Of the transaction that wrote the row last. */
    @Nullable
    String marker;
    @Version
    long version;
}
