package io.quarkiverse.durable.benchmark;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

import org.jspecify.annotations.NullUnmarked;

/**
 * An event that waits in the outbox table. The primary key is the index that the poller reads by; 50 ids cost one round trip.
 */
@NullUnmarked
@Entity
@Table(name = "outbox")
public class OutboxRow {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "outbox")
    @SequenceGenerator(name = "outbox", sequenceName = "outbox_id", allocationSize = 50)
    public long id;
    @Column(columnDefinition = "text", nullable = false)
    public String payload;
}
