package io.quarkiverse.durable.it.rules;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** A durable row of the same shape as {@link PlainCounter}. */
@Entity
@Durable
public class Counter {

    @Id
    public int id;
    public int value;
}
