package io.quarkiverse.durable.xa;

import java.util.Locale;

/** The databases of one installation. */
enum Side {
    FIRST("FirstAccount", ""),
    SECOND("SecondAccount", "\"second\"."),
    /** The one without XA. */
    LOCAL("LocalAccount", "\"local\".");

    private final String entity;
    private final String datasource;

    Side(String entity, String datasource) {
        this.entity = entity;
        this.datasource = datasource;
    }

    String entity() {
        return entity;
    }

    /** What commands and steps call it. */
    String unit() {
        return name().toLowerCase(Locale.ROOT);
    }

    String property(String rest) {
        return "quarkus.datasource." + datasource + rest;
    }
}
