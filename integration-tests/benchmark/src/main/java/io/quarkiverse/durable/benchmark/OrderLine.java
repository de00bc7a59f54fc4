package io.quarkiverse.durable.benchmark;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.jspecify.annotations.NullUnmarked;

/** The second row of each transaction; not published by anybody. */
@NullUnmarked
@Entity
public class OrderLine {

    @Id
    public long id;
    public long orderId;
    public String article;
    public int quantity;
}
