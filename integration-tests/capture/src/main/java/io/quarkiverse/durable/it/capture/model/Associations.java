package io.quarkiverse.durable.it.capture.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;

import io.quarkiverse.durable.Durable;

/** Every side of every association. */
public final class Associations {

    private Associations() {
    }

    /** The other end of most. */
    @Entity(name = "Target")
    @Durable(channel = "changes")
    public static class Target {
        @Id
        @GeneratedValue
        public Long id;
        @Column(unique = true)
        public String code;
        @ManyToMany(mappedBy = "both")
        public Set<Source> sources = new HashSet<>();

        public Target() {
        }

        public Target(String code) {
            this.code = code;
        }
    }

    @Entity(name = "Source")
    @Durable(channel = "changes")
    public static class Source {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ManyToOne(fetch = FetchType.LAZY)
        public Target one;
        @ManyToOne(fetch = FetchType.LAZY)
        @JoinTable(name = "Source_through")
        public Target through;
        @ManyToOne
        @JoinColumn(name = "target_code", referencedColumnName = "code")
        public Target byCode;
        @ManyToMany
        public Set<Target> both = new HashSet<>();
        @ManyToMany
        @JoinTable(name = "Source_bag")
        public List<Target> bag = new ArrayList<>();
        @ManyToMany
        @JoinTable(name = "Source_ordered")
        @OrderColumn(name = "position")
        public List<Target> ordered = new ArrayList<>();
    }

    @Entity(name = "Parent")
    @Durable(channel = "changes")
    public static class Parent {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @OneToMany(mappedBy = "parent", cascade = CascadeType.ALL, orphanRemoval = true)
        public List<Child> children = new ArrayList<>();
        @OneToMany(cascade = CascadeType.ALL)
        @JoinTable(name = "Parent_joined")
        public List<Leaf> joined = new ArrayList<>();
        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "owner_id")
        public List<Leaf> leaves = new ArrayList<>();
        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "holder_id", nullable = false)
        @OrderColumn(name = "place")
        public List<Fruit> fruits = new ArrayList<>();
        @OneToOne(cascade = CascadeType.ALL, orphanRemoval = true)
        public Leaf only;

        public Child child(String name) {
            Child child = new Child();
            child.name = name;
            child.parent = this;
            children.add(child);
            return child;
        }
    }

    @Entity(name = "Child")
    @Durable(channel = "changes")
    public static class Child {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne(fetch = FetchType.LAZY)
        public Parent parent;
        @ManyToOne(fetch = FetchType.LAZY)
        public Child sibling;
    }

    @Entity(name = "Leaf")
    @Durable(channel = "changes")
    public static class Leaf {
        @Id
        @GeneratedValue
        public Long id;
        public String colour;

        public Leaf() {
        }

        public Leaf(String colour) {
            this.colour = colour;
        }
    }

    @Entity(name = "Fruit")
    @Durable(channel = "changes")
    public static class Fruit {
        @Id
        @GeneratedValue
        public Long id;
        public String kind;

        public Fruit() {
        }

        public Fruit(String kind) {
            this.kind = kind;
        }
    }

    @Entity(name = "Husband")
    @Durable(channel = "changes")
    public static class Husband {
        @Id
        @GeneratedValue
        public Long id;
        @OneToOne
        public Wife wife;
    }

    @Entity(name = "Wife")
    @Durable(channel = "changes")
    public static class Wife {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @OneToOne(mappedBy = "wife")
        public Husband husband;
    }

    /** The many side only shows what the one side writes. */
    @Entity(name = "Album")
    @Durable(channel = "changes")
    public static class Album {
        @Id
        @GeneratedValue
        public Long id;
        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "album_id")
        @OrderColumn(name = "track_number")
        public List<Track> tracks = new ArrayList<>();
    }

    @Entity(name = "Track")
    @Durable(channel = "changes")
    public static class Track {
        @Id
        @GeneratedValue
        public Long id;
        public String title;
        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "album_id", insertable = false, updatable = false)
        public Album album;

        public Track() {
        }

        public Track(String title) {
            this.title = title;
        }
    }
}
