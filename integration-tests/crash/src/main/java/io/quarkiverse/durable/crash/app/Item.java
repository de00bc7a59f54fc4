package io.quarkiverse.durable.crash.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

/** A small row, of which one transaction inserts very many. */
@Entity
@Durable
public class Item {

    @Id
    long id;
    @Nullable
    String name;
    int amount;

    Item() {
    }

    Item(int id) {
        this.id = id;
        this.name = "item " + id;
        this.amount = id % 100;
    }
}
