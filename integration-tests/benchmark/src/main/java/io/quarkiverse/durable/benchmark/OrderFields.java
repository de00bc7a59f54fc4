package io.quarkiverse.durable.benchmark;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

import org.jspecify.annotations.NullUnmarked;

/** An order, the same with and without {@code @Durable}: about 400 bytes, of which the note is most. */
@NullUnmarked
@MappedSuperclass
public abstract class OrderFields {

    @Id
    public long id;
    public String customer;
    public String city;
    public Instant placedAt;
    public long cents;
    @Column(length = 400)
    public String note;
}
