package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.generator.EventType;

import io.quarkiverse.durable.Durable;

/** Attributes whose value is not, or not only, what the application assigned. */
public final class Generated {

    private Generated() {
    }

    @Entity(name = "Computed")
    @Durable(channel = "changes")
    public static class Computed {
        @Id
        @GeneratedValue
        public Long id;
        public int amount;
        @Column(precision = 10, scale = 2)
        public BigDecimal price;
        @Formula("amount * price")
        public BigDecimal formulaTotal;
        @GeneratedColumn("amount * 2")
        public Integer twice;
    }

    @Entity(name = "Stamped")
    @Durable(channel = "changes")
    public static class Stamped {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @CreationTimestamp
        public Instant created;
        @UpdateTimestamp
        public Instant updated;
        @CurrentTimestamp(source = SourceType.DB)
        public Instant written;
        @CurrentTimestamp(source = SourceType.DB, event = EventType.INSERT)
        public Instant inserted;
    }

    @Entity(name = "Defaulted")
    @DynamicInsert
    @Durable(channel = "changes")
    public static class Defaulted {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @org.hibernate.annotations.Generated
        @ColumnDefault("'new'")
        public String state;
        @org.hibernate.annotations.Generated(event = { EventType.INSERT, EventType.UPDATE }, sql = "7")
        public int lucky;
        /** Hibernate does not read it again, so that only the database knows its value. */
        @ColumnDefault("'quiet'")
        public String unread;
    }

    /** Columns that the application may write once, or never. */
    @Entity(name = "Restricted")
    @Durable(channel = "changes")
    public static class Restricted {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @Column(updatable = false)
        public String once;
        @Column(insertable = false)
        public String later;
        @Column(name = "label", insertable = false, updatable = false)
        public String sameLabel;
    }

    @Entity(name = "Transformed")
    @Durable(channel = "changes")
    public static class Transformed {
        @Id
        @GeneratedValue
        public Long id;
        @ColumnTransformer(write = "upper(?)")
        public String shouted;
    }
}
