package io.quarkiverse.durable.benchmark.capture;

import java.util.Locale;
import java.util.function.Supplier;

/** Who captures. */
public enum Way {
    /** Nobody. */
    NONE(PlainArticle.class, PlainArticle::new),
    /** Quarkus Durable: a record for each transaction, in the log, and the slot's mark. */
    DURABLE(DurableArticle.class, DurableArticle::new),
    /** The same of an entity without a version. */
    UNVERSIONED(UnversionedArticle.class, UnversionedArticle::new),
    /** Hibernate Envers: rows in tables of its own, with its default settings. */
    ENVERS(AuditedArticle.class, AuditedArticle::new);

    private final Class<? extends Article> type;
    private final Supplier<? extends Article> constructor;

    Way(Class<? extends Article> type, Supplier<? extends Article> constructor) {
        this.type = type;
        this.constructor = constructor;
    }

    boolean publishes() {
        return this == DURABLE || this == UNVERSIONED;
    }

    Class<? extends Article> type() {
        return type;
    }

    Article newArticle() {
        return constructor.get();
    }

    static Way named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
