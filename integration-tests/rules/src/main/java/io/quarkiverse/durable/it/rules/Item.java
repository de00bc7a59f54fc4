package io.quarkiverse.durable.it.rules;

import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** A durable row. */
@Entity
@Durable
public class Item {

    @Id
    public String id;
    public int amount;
    @ElementCollection(fetch = FetchType.EAGER)
    public List<String> labels = new ArrayList<>();

    public Item() {
    }

    public Item(String id, int amount) {
        this.id = id;
        this.amount = amount;
    }
}
