package io.quarkiverse.durable.it.capture.model;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.MapKey;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.MapKeyJoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;

import org.hibernate.annotations.ListIndexBase;
import org.hibernate.annotations.SortNatural;

import io.quarkiverse.durable.Durable;

/** Collections that their owner stores. */
public final class Collections {

    private Collections() {
    }

    @Entity(name = "Elements")
    @Durable(channel = "changes")
    public static class Elements {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        public List<String> bag = new ArrayList<>();
        @ElementCollection
        @OrderColumn(name = "position")
        public List<String> list = new ArrayList<>();
        @ElementCollection
        @OrderColumn(name = "position")
        @ListIndexBase(10)
        public List<Integer> fromTen = new ArrayList<>();
        @ElementCollection
        public Set<LocalDate> dates = new HashSet<>();
        @ElementCollection
        @SortNatural
        public SortedSet<String> sorted = new TreeSet<>();
        @ElementCollection
        public Set<DayOfWeek> days = new HashSet<>();
        @ElementCollection
        @Convert(converter = Basics.ColourConverter.class)
        public Set<Basics.Colour> colours = new HashSet<>();
    }

    @Embeddable
    public record Price(String currency, int cents) {
    }

    @Entity(name = "Maps")
    @Durable(channel = "changes")
    public static class Maps {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        @MapKeyColumn(name = "language")
        @Column(name = "translation")
        public Map<String, String> texts = new HashMap<>();
        @ElementCollection
        public Map<Integer, Price> prices = new HashMap<>();
        @ElementCollection
        @MapKeyEnumerated(EnumType.STRING)
        @MapKeyColumn(name = "week_day")
        public Map<DayOfWeek, Boolean> open = new HashMap<>();
        @ElementCollection
        @MapKeyColumn(name = "on_date")
        @CollectionTable(name = "Maps_dated")
        public Map<LocalDate, Integer> dated = new HashMap<>();
        @ElementCollection
        @MapKeyJoinColumn(name = "entry_id")
        @CollectionTable(name = "Maps_amounts")
        public Map<Entry, Integer> amounts = new HashMap<>();
        @ManyToMany
        @MapKeyColumn(name = "role")
        public Map<String, Entry> roles = new HashMap<>();
        @OneToMany(cascade = CascadeType.ALL)
        @MapKey(name = "name")
        @JoinColumn(name = "named_of")
        public Map<String, Entry> named = new HashMap<>();
        @OneToMany
        @JoinColumn(name = "keyed_of")
        @MapKeyColumn(name = "keyed_by")
        public Map<String, Entry> keyed = new HashMap<>();
    }

    @Entity(name = "Entry")
    @Durable(channel = "changes")
    public static class Entry {
        @Id
        @GeneratedValue
        public Long id;
        public String name;

        public Entry() {
        }

        public Entry(String name) {
            this.name = name;
        }
    }

    /** The key of its collection is not its identifier. */
    @Entity(name = "Coded")
    @Durable(channel = "changes")
    public static class Coded {
        @Id
        @GeneratedValue
        public Long id;
        @Column(unique = true)
        public String code;
        @ElementCollection
        @CollectionTable(name = "Coded_tags", joinColumns = @JoinColumn(name = "code", referencedColumnName = "code"))
        public Set<String> tags = new HashSet<>();
    }
}
