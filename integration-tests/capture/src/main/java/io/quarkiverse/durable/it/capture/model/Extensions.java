package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;

import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.CollectionId;
import org.hibernate.annotations.CollectionIdJavaClass;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.JoinColumnOrFormula;
import org.hibernate.annotations.JoinFormula;
import org.hibernate.annotations.ManyToAny;
import org.hibernate.annotations.TimeZoneColumn;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.SqlTypes;

import io.quarkiverse.durable.Durable;

/** Mappings that Hibernate adds to those of Jakarta Persistence, and rare ones of that. */
public final class Extensions {

    private Extensions() {
    }

    public interface Material {
    }

    @Entity(name = "Stone")
    @Durable(channel = "changes")
    public static class Stone implements Material {
        @Id
        @GeneratedValue
        public Long id;
        public String colour;
        @Column(name = "quarry_region")
        public String region;
        @Column(name = "quarry_number")
        public Integer number;

        public Stone() {
        }

        public Stone(String colour) {
            this.colour = colour;
        }

        public Stone(String region, int number) {
            this.region = region;
            this.number = number;
        }
    }

    @Entity(name = "Wood")
    @Durable(channel = "changes")
    public static class Wood implements Material {
        @Id
        @GeneratedValue
        public Long id;
        public String tree;

        public Wood() {
        }

        public Wood(String tree) {
            this.tree = tree;
        }
    }

    /** Refers to entities of several types. */
    @Entity(name = "Ring")
    @Durable(channel = "changes")
    public static class Ring {
        @Id
        @GeneratedValue
        public Long id;
        @Any
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "S", entity = Stone.class)
        @AnyDiscriminatorValue(discriminator = "W", entity = Wood.class)
        @Column(name = "made_of_type")
        @JoinColumn(name = "made_of_id")
        public Material madeOf;
        @ManyToAny
        @AnyKeyJavaClass(Long.class)
        @AnyDiscriminatorValue(discriminator = "S", entity = Stone.class)
        @AnyDiscriminatorValue(discriminator = "W", entity = Wood.class)
        @Column(name = "part_type")
        @JoinTable(name = "Ring_parts", joinColumns = @JoinColumn(name = "ring_id"), inverseJoinColumns = @JoinColumn(name = "part_id"))
        public List<Material> parts = new ArrayList<>();
        @ManyToOne(targetEntity = Stone.class)
        public Material setWith;
    }

    @Embeddable
    @DiscriminatorColumn(name = "form_kind")
    @DiscriminatorValue("plain")
    public static class Form {
        public String paint = "white";
    }

    @Embeddable
    @DiscriminatorValue("round")
    public static class Round extends Form {
        public Integer radius;
    }

    @Embeddable
    @DiscriminatorValue("flat")
    public static class Flat extends Form {
        public Integer side;
        public String grain;
    }

    @Embeddable
    public static class Maker {
        public String name;
        public Integer founded;
        public BigDecimal worth;
    }

    /** Embeddables that are more than columns. */
    @Entity(name = "Sign")
    @Durable(channel = "changes")
    public static class Sign {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        public Form form = new Form();
        @JdbcTypeCode(SqlTypes.JSON)
        public Maker maker;
    }

    /** The offset is in a column of its own, or dropped. */
    @Entity(name = "Zoned")
    @Durable(channel = "changes")
    public static class Zoned {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @TimeZoneStorage(TimeZoneStorageType.COLUMN)
        @TimeZoneColumn(name = "kept_offset")
        public OffsetDateTime kept;
        @TimeZoneStorage(TimeZoneStorageType.COLUMN)
        public ZonedDateTime keptZoned;
        @TimeZoneStorage(TimeZoneStorageType.COLUMN)
        public OffsetTime keptTime;
        @TimeZoneStorage(TimeZoneStorageType.NORMALIZE)
        public OffsetDateTime normalized;
        @TimeZoneStorage(TimeZoneStorageType.NORMALIZE_UTC)
        public ZonedDateTime utc;
        @TimeZoneStorage(TimeZoneStorageType.AUTO)
        public OffsetDateTime auto;
    }

    @Embeddable
    public record Spot(int x, int y) {
    }

    @Entity(name = "Grid")
    @Durable(channel = "changes")
    public static class Grid {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        public Map<Spot, String> bySpot = new HashMap<>();
        @ElementCollection
        @CollectionId(column = @Column(name = "entry_number"), generator = "increment")
        @CollectionIdJavaClass(idType = Long.class)
        public List<String> numbered = new ArrayList<>();
    }

    /** Its name is that of its class. */
    @Entity
    @Durable(channel = "changes")
    public static class Nameless {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
    }

    /** References by what is no single foreign key to an identifier. */
    @Entity(name = "Pebble")
    @Durable(channel = "changes")
    public static class Pebble {
        @Id
        @GeneratedValue
        public Long id;
        @ManyToOne
        @JoinColumn(name = "from_region", referencedColumnName = "quarry_region")
        @JoinColumn(name = "from_number", referencedColumnName = "quarry_number")
        public Stone from;
        public Long likeId;
        @ManyToOne
        @JoinFormula("likeId")
        public Stone like;
        @ManyToOne
        @JoinColumnOrFormula(formula = @JoinFormula(value = "'Eifel'", referencedColumnName = "quarry_region"))
        @JoinColumnOrFormula(column = @JoinColumn(name = "eifel_number", referencedColumnName = "quarry_number"))
        public Stone fromEifel;
    }
}
