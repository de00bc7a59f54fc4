package io.quarkiverse.durable.it.capture.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;

import org.hibernate.annotations.SoftDelete;

import io.quarkiverse.durable.Durable;

/** Entities that statements change by the number. Also those of stateless sessions. */
public final class Bulk {

    private Bulk() {
    }

    @Entity(name = "Account")
    @Durable(channel = "changes")
    public static class Account {
        @Id
        public int id;
        public String owner;
        public long balance;
        public LocalDate closed;
        @Version
        public int version;

        public Account() {
        }

        public Account(int id, String owner, long balance) {
            this.id = id;
            this.owner = owner;
            this.balance = balance;
        }
    }

    @Entity(name = "Party")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Durable(channel = "changes")
    public static class Party {
        @Id
        public int id;
        public String name;
        @ElementCollection
        public Set<String> tags = new HashSet<>();
    }

    @Entity(name = "Firm")
    public static class Firm extends Party {
        public int staff;
    }

    @Entity(name = "Archived")
    @SoftDelete
    @Durable(channel = "changes")
    public static class Archived {
        @Id
        public int id;
        public String label;
    }

    /** Has a generated identifier, an association and collections. */
    @Entity(name = "Ticket")
    @Durable(channel = "changes")
    public static class Ticket {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ManyToOne
        public Account account;
        @ElementCollection
        @OrderColumn(name = "position")
        public List<String> notes = new ArrayList<>();
        @OneToMany(mappedBy = "ticket", cascade = CascadeType.ALL)
        public List<Answer> answers = new ArrayList<>();
    }

    @Entity(name = "Answer")
    @Durable(channel = "changes")
    public static class Answer {
        @Id
        @GeneratedValue
        public Long id;
        public String text;
        @ManyToOne
        public Ticket ticket;
    }
}
