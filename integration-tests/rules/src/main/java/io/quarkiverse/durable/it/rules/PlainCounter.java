package io.quarkiverse.durable.it.rules;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row that is not durable. */
@Entity
public class PlainCounter {

    @Id
    public int id;
    public int value;
}
