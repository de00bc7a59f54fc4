package io.quarkiverse.durable.torture.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

/** A row that many transactions write, delete, and insert again under the same id. */
@Entity
@Durable
public class Account {

    @Id
    long id;
    /** How often the id has been inserted: with the version it numbers all states that the id ever had. */
    long life;
    long balance;
    /** Of the transaction that wrote the row last. */
    @Nullable
    @Column(nullable = false)
    String marker;
    @Column(nullable = false)
    @Nullable
    String note;
    @Version
    long version;
}
