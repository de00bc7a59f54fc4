package io.quarkiverse.durable.it.capture.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;

import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;

import io.quarkiverse.durable.Durable;

/** Rows that the database deletes or changes because of others. */
public final class Cascading {

    private Cascading() {
    }

    /** Not durable. */
    @Entity(name = "Region")
    public static class Region {
        @Id
        @GeneratedValue
        public Long id;
        public String code;
        public String name;
    }

    @Entity(name = "City")
    @Durable(channel = "changes")
    public static class City {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Region region;
    }

    @Entity(name = "Street")
    @Durable(channel = "changes")
    public static class Street {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public City city;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public City leadsTo;
    }

    @Entity(name = "Resident")
    @Durable(channel = "changes")
    public static class Resident {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public long version;
        public String name;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.SET_NULL)
        public City home;
    }

    /** The database takes out who is deleted, by a foreign key of a script. */
    @Entity(name = "Club")
    @Durable(channel = "changes")
    public static class Club {
        @Id
        @GeneratedValue
        public Long id;
        @ManyToMany
        @JoinTable(inverseForeignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
        public Set<Resident> members = new HashSet<>();
    }

    /** Has code and name of a region, which the database keeps up by a foreign key of a script. */
    @Entity(name = "River")
    @Durable(channel = "changes")
    public static class River {
        @Id
        @GeneratedValue
        public Long id;
        public String regionCode;
        public String regionName;
    }

    @Entity(name = "Node")
    @Durable(channel = "changes")
    public static class Node {
        @Id
        public String id;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Node parent;

        public Node() {
        }

        public Node(String id, Node parent) {
            this.id = id;
            this.parent = parent;
        }
    }

    /** The session removes what is in it, and leaves the statements to the database. */
    @Entity(name = "Folder")
    @Durable(channel = "changes")
    public static class Folder {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne
        public Folder parent;
        @OneToMany(mappedBy = "parent", cascade = CascadeType.ALL)
        @OnDelete(action = OnDeleteAction.CASCADE)
        public List<Folder> folders = new ArrayList<>();
    }

    @Entity(name = "Machine")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Durable(channel = "changes")
    public static class Machine {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Set<String> marks = new HashSet<>();
    }

    @Entity(name = "Crane")
    @OnDelete(action = OnDeleteAction.CASCADE)
    public static class Crane extends Machine {
        public int height;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Region region;
    }

    /** The database deletes it with the row of a subclass, which it deletes with that of the superclass. */
    @Entity(name = "Hook")
    @Durable(channel = "changes")
    public static class Hook {
        @Id
        @GeneratedValue
        public Long id;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Crane crane;
    }
}
