package io.quarkiverse.durable.deployment.statements;

import java.util.Set;
import java.util.TreeSet;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import io.quarkiverse.durable.Durable;

@Durable(channel = "things")
@Entity(name = "Ware")
public class Ware {

    @Id
    public String id;
    public String name;
    public int amount;
    @Version
    public int version;
    @ElementCollection
    public Set<String> tags = new TreeSet<>();

    public Ware() {
    }

    public Ware(String id, String name, int amount, String... tags) {
        this.id = id;
        this.name = name;
        this.amount = amount;
        this.tags.addAll(Set.of(tags));
    }
}
