package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLInsert;
import org.hibernate.annotations.SQLUpdate;
import org.hibernate.annotations.SecondaryRow;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SourceType;

import io.quarkiverse.durable.Durable;

/** Entities of which Hibernate does not write what the application assigned, or not as it does by itself. */
public final class Writes {

    private Writes() {
    }

    @Entity(name = "Fixed")
    @Immutable
    @Durable(channel = "changes")
    public static class Fixed {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @Immutable
        @ElementCollection
        public Set<String> tags = new HashSet<>();
    }

    @Entity(name = "Clocked")
    @Durable(channel = "changes")
    public static class Clocked {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        @CurrentTimestamp(source = SourceType.DB)
        public Instant version;
        public String label;
    }

    @Entity(name = "Dated")
    @Durable(channel = "changes")
    public static class Dated {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public LocalDateTime version;
        public String label;
    }

    @Entity(name = "Shortly")
    @Durable(channel = "changes")
    public static class Shortly {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public Short version;
        public String label;
        @ElementCollection
        public Set<String> tags = new HashSet<>();
    }

    /** Its columns hold something else than its attributes. */
    @Entity(name = "Scaled")
    @Durable(channel = "changes")
    public static class Scaled {
        @Id
        @GeneratedValue
        public Long id;
        @Column(name = "in_cents", precision = 20, scale = 4)
        @ColumnTransformer(read = "in_cents / 100.0", write = "? * 100")
        public BigDecimal amount;
    }

    /** The application's own SQL. */
    @Entity(name = "ByHand")
    @Table(name = "by_hand")
    @SQLInsert(sql = "insert into by_hand (label, id) values (upper(?), ?)")
    @SQLUpdate(sql = "update by_hand set label = lower(?) where id = ?")
    @SQLDelete(sql = "delete from by_hand where id = ? and 1 = 1")
    @Durable(channel = "changes")
    public static class ByHand {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
    }

    /** Some of it is in a table that it only reads. */
    @Entity(name = "Viewed")
    @SecondaryTable(name = "Viewed_more")
    @SecondaryRow(table = "Viewed_more", owned = false)
    @Durable(channel = "changes")
    public static class Viewed {
        @Id
        public Long id;
        public String label;
        @Column(table = "Viewed_more")
        public String more;
    }

    @Entity(name = "ViewedMore")
    @Table(name = "Viewed_more")
    @Durable(channel = "changes")
    public static class ViewedMore {
        @Id
        public Long id;
        public String more;
    }

    @Entity(name = "Softly")
    @Durable(channel = "changes")
    public static class Softly {
        @Id
        @GeneratedValue
        public Long id;
        @ElementCollection
        @SoftDelete
        public Set<String> tags = new HashSet<>();
        @ManyToMany
        @SoftDelete
        public Set<Fixed> others = new HashSet<>();
    }

    /** Of its collections a session may see only a part. */
    @Entity(name = "Filtered")
    @FilterDef(name = "noX")
    @Durable(channel = "changes")
    public static class Filtered {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public int version;
        @ElementCollection
        @Column(name = "tag")
        @Filter(name = "noX", condition = "tag <> 'x'")
        public Set<String> tags = new HashSet<>();
    }
}
