package io.quarkiverse.durable.it.capture.model;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import jakarta.persistence.PrimaryKeyJoinColumn;

import org.hibernate.annotations.NaturalId;

import io.quarkiverse.durable.Durable;

/** Every kind of identifier. */
public final class Ids {

    private Ids() {
    }

    @Entity(name = "AssignedText")
    @Durable(channel = "changes")
    public static class AssignedText {
        @Id
        public String id;
        public String label;
    }

    @Entity(name = "IdentityId")
    @Durable(channel = "changes")
    public static class IdentityId {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        public Long id;
        public String label;
    }

    @Entity(name = "SequenceId")
    @Durable(channel = "changes")
    public static class SequenceId {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        public long id;
        public String label;
    }

    @Entity(name = "TableId")
    @Durable(channel = "changes")
    public static class TableId {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE)
        public Integer id;
        public String label;
    }

    @Entity(name = "UuidId")
    @Durable(channel = "changes")
    public static class UuidId {
        @Id
        @GeneratedValue(strategy = GenerationType.UUID)
        public UUID id;
        public String label;
    }

    @Entity(name = "DateId")
    @Durable(channel = "changes")
    public static class DateId {
        @Id
        public LocalDate id;
        public String label;
    }

    public enum Grade {
        LOW,
        HIGH
    }

    @Entity(name = "EnumId")
    @Durable(channel = "changes")
    public static class EnumId {
        @Id
        public Grade id;
        public String label;
    }

    @Embeddable
    public static class Place implements Serializable {
        public String region;
        public int number;

        public Place() {
        }

        public Place(String region, int number) {
            this.region = region;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && number == place.number && Objects.equals(region, place.region);
        }

        @Override
        public int hashCode() {
            return Objects.hash(region, number);
        }
    }

    @Entity(name = "EmbeddedKey")
    @Durable(channel = "changes")
    public static class EmbeddedKey {
        @EmbeddedId
        public Place id;
        public String label;
    }

    @Embeddable
    public record Spot(int x, int y) implements Serializable {
    }

    @Entity(name = "RecordKey")
    @Durable(channel = "changes")
    public static class RecordKey {
        @EmbeddedId
        public Spot id;
        public String label;
    }

    public static class PairKey implements Serializable {
        public String one;
        public LocalDate other;

        public PairKey() {
        }

        public PairKey(String one, LocalDate other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PairKey key && Objects.equals(one, key.one) && Objects.equals(this.other, key.other);
        }

        @Override
        public int hashCode() {
            return Objects.hash(one, other);
        }
    }

    @Entity(name = "ClassKey")
    @IdClass(PairKey.class)
    @Durable(channel = "changes")
    public static class ClassKey {
        @Id
        public String one;
        @Id
        public LocalDate other;
        public String label;
    }

    @Entity(name = "Person")
    @Durable(channel = "changes")
    public static class Person {
        @Id
        @GeneratedValue
        public Long id;
        @NaturalId(mutable = true)
        public String name;
        @OneToOne(mappedBy = "person", cascade = CascadeType.ALL)
        public Passport passport;
    }

    /** Its identifier is that of its person. */
    @Entity(name = "Passport")
    @Durable(channel = "changes")
    public static class Passport {
        @Id
        public Long id;
        @MapsId
        @OneToOne(fetch = FetchType.LAZY)
        public Person person;
        public String number;
    }

    /** Its identifier is its association. */
    @Entity(name = "Badge")
    @Durable(channel = "changes")
    public static class Badge {
        @Id
        @OneToOne
        public Person person;
        public String colour;
    }

    @Entity(name = "Locker")
    @Durable(channel = "changes")
    public static class Locker {
        @Id
        public long id;
        @OneToOne(optional = true)
        @PrimaryKeyJoinColumn
        public Person person;
        public String room;
    }

    @Embeddable
    public static class LineKey implements Serializable {
        public Long person;
        public int line;

        public LineKey() {
        }

        public LineKey(int line) {
            this.line = line;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LineKey key && line == key.line && Objects.equals(person, key.person);
        }

        @Override
        public int hashCode() {
            return Objects.hash(person, line);
        }
    }

    /** A part of its identifier is that of its person. */
    @Entity(name = "PersonLine")
    @Durable(channel = "changes")
    public static class PersonLine {
        @EmbeddedId
        public LineKey id;
        @MapsId("person")
        @ManyToOne
        public Person person;
        public String text;
    }

    public static class VisitKey implements Serializable {
        public Long person;
        public String door;

        public VisitKey() {
        }

        public VisitKey(Long person, String door) {
            this.person = person;
            this.door = door;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof VisitKey key && Objects.equals(person, key.person) && Objects.equals(door, key.door);
        }

        @Override
        public int hashCode() {
            return Objects.hash(person, door);
        }
    }

    /** One of its identifier's attributes is an association. */
    @Entity(name = "Visit")
    @IdClass(VisitKey.class)
    @Durable(channel = "changes")
    public static class Visit {
        @Id
        @ManyToOne
        public Person person;
        @Id
        public String door;
        public int times;
    }

    /** Refers to composite identifiers. */
    @Entity(name = "Referrer")
    @Durable(channel = "changes")
    public static class Referrer {
        @Id
        @GeneratedValue
        public Long id;
        @ManyToOne
        public EmbeddedKey embedded;
        @ManyToOne(fetch = FetchType.LAZY)
        public ClassKey pair;
        @ManyToOne
        public Visit visit;
    }
}
