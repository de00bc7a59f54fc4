package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;

import io.quarkiverse.durable.Durable;

/** A small model for long random sequences of operations. */
public final class Town {

    private Town() {
    }

    @Entity(name = "House")
    @Durable(channel = "changes")
    public static class House {
        @Id
        @GeneratedValue
        public Long id;
        public String street;
        @Column(precision = 12, scale = 2)
        public BigDecimal price;
        @ElementCollection
        public Map<String, Integer> rooms = new HashMap<>();
    }

    @Entity(name = "Inhabitant")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Durable(channel = "changes")
    public static class Inhabitant {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public int version;
        public String name;
        @ManyToOne(fetch = FetchType.LAZY)
        public House house;
        @ElementCollection
        @OrderColumn(name = "position")
        public List<String> nicknames = new ArrayList<>();
        @ManyToMany
        public Set<House> visited = new HashSet<>();
        @OneToMany(mappedBy = "owner", cascade = CascadeType.ALL, orphanRemoval = true)
        public List<Pet> pets = new ArrayList<>();
    }

    @Entity(name = "Worker")
    public static class Worker extends Inhabitant {
        public int wage;
    }

    @Entity(name = "Pet")
    @Durable(channel = "changes")
    public static class Pet {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne(fetch = FetchType.LAZY)
        public Inhabitant owner;
    }
}
