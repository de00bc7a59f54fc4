package io.quarkiverse.durable.benchmark;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.NullUnmarked;

/** The row that Debezium's outbox extension inserts and deletes with its default settings: the same table and columns. */
@NullUnmarked
@Entity
@Table(name = "outboxevent")
public class DebeziumRow {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    public UUID id;
    @Column(name = "aggregatetype", nullable = false)
    public String aggregateType;
    @Column(name = "aggregateid", nullable = false)
    public String aggregateId;
    @Column(nullable = false)
    public String type;
    @Column(name = "timestamp", nullable = false)
    public Instant timestamp;
    @Column(columnDefinition = "varchar(8000)")
    public String payload;
    @Column(name = "tracingspancontext", length = 256)
    public String tracingSpan;
}
