package io.quarkiverse.durable.it.capture.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreRemove;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;

import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.type.YesNoConverter;

import io.quarkiverse.durable.Durable;

/** What happens to entities between the application's change and the database. */
public final class Lifecycle {

    private Lifecycle() {
    }

    @Entity(name = "Versioned")
    @Durable(channel = "changes")
    public static class Versioned {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public long version;
        public String label;
        public int amount;
        @ElementCollection
        public Set<String> tags = new HashSet<>();
    }

    @Entity(name = "TimeVersioned")
    @Durable(channel = "changes")
    public static class TimeVersioned {
        @Id
        @GeneratedValue
        public Long id;
        @Version
        public Instant modified;
        public String label;
    }

    @Entity(name = "Unversioned")
    @OptimisticLocking(type = OptimisticLockType.DIRTY)
    @DynamicUpdate
    @Durable(channel = "changes")
    public static class Unversioned {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        public int amount;
        @ElementCollection
        public List<String> tags = new ArrayList<>();
    }

    @Entity(name = "Soft")
    @SoftDelete
    @Durable(channel = "changes")
    public static class Soft {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        public Set<String> tags = new HashSet<>();
        @ManyToMany
        public Set<Unversioned> others = new HashSet<>();
    }

    @Entity(name = "Active")
    @SoftDelete(columnName = "active", strategy = SoftDeleteType.ACTIVE, converter = YesNoConverter.class)
    @Durable(channel = "changes")
    public static class Active {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
    }

    @Entity(name = "Cached")
    @Cacheable
    @Durable(channel = "changes")
    public static class Cached {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @ElementCollection
        @org.hibernate.annotations.Cache(usage = org.hibernate.annotations.CacheConcurrencyStrategy.READ_WRITE)
        public List<String> tags = new ArrayList<>();
    }

    @Entity(name = "Listened")
    @EntityListeners(Stamp.class)
    @Durable(channel = "changes")
    public static class Listened {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        public String byListener;
        public int updates;

        @PrePersist
        void created() {
            label = label + ", created";
        }

        @PreUpdate
        void changed() {
            updates++;
        }

        @PreRemove
        void removed() {
            label = "removed";
        }
    }

    /** Changes the state during the flush. */
    public static class Stamp {

        @PrePersist
        @PreUpdate
        void stamp(Listened entity) {
            entity.byListener = "stamped " + entity.label;
        }
    }

    @Entity(name = "Owner")
    @Durable(channel = "changes")
    public static class Owner {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
        @OneToMany(mappedBy = "owner")
        public List<Property> properties = new ArrayList<>();
    }

    /** The database deletes it together with its owner. */
    @Entity(name = "Property")
    @Durable(channel = "changes")
    public static class Property {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        public Owner owner;
    }

    /** A trigger of the database writes to it. */
    @Entity(name = "Triggered")
    @Durable(channel = "changes")
    public static class Triggered {
        @Id
        @GeneratedValue
        public Long id;
        public int amount;
        public int doubled;
    }

    /** Not durable: what is done to it must not be published. */
    @Entity(name = "Private")
    public static class Private {
        @Id
        @GeneratedValue
        public Long id;
        public String secret;
    }
}
