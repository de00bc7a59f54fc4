package io.quarkiverse.durable.torture.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** Not durable: what the database knows of a transaction without the extension. */
@Entity
@Table(name = "committed_marker")
public class CommittedMarker {

    @Id
    @Nullable
    String marker;
    /** How many events the transaction must publish. */
    @Column(nullable = false)
    int events;
}
