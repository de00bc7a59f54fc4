package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;

import io.quarkiverse.durable.it.capture.model.Generated;
import io.quarkiverse.durable.it.capture.model.Generated.Computed;
import io.quarkiverse.durable.it.capture.model.Generated.Defaulted;
import io.quarkiverse.durable.it.capture.model.Generated.Restricted;
import io.quarkiverse.durable.it.capture.model.Generated.Stamped;
import io.quarkiverse.durable.it.capture.model.Generated.Transformed;

final class GeneratedRows extends Rows {

    GeneratedRows() {
        super(Generated.class);
        row("formulas and generated columns", app -> {
            Computed entity = app.add("x", new Computed());
            entity.amount = 3;
            entity.price = new BigDecimal("1.50");
        }, app -> app.get(Computed.class, "x").amount = 4, app -> app.get(Computed.class, "x").price = null,
                app -> app.remove(Computed.class, "x"));
        row("time stamps", app -> app.add("x", new Stamped()), app -> app.get(Stamped.class, "x").label = "changed",
                app -> app.remove(Stamped.class, "x"));
        row("time stamps, changed in the transaction of the insert", app -> {
            Stamped entity = app.add("x", new Stamped());
            app.entities().flush();
            entity.label = "changed";
        });
        row("defaults that Hibernate reads", app -> app.add("x", new Defaulted()).unread = "set",
                app -> app.get(Defaulted.class, "x").label = "changed", app -> app.remove(Defaulted.class, "x"));
        row("a default that Hibernate does not read", app -> app.add("x", new Defaulted()),
                app -> app.get(Defaulted.class, "x").label = "changed");
        row("columns written once, or never", app -> {
            Restricted entity = app.add("x", new Restricted());
            entity.label = "first";
            entity.once = "yes";
            entity.later = "ignored";
            entity.sameLabel = "ignored";
        }, app -> {
            Restricted entity = app.get(Restricted.class, "x");
            entity.label = "second";
            entity.once = "ignored";
            entity.later = "now";
        }, app -> app.remove(Restricted.class, "x"));
        row("a column that the database transforms", app -> app.add("x", new Transformed()).shouted = "low",
                app -> app.get(Transformed.class, "x").shouted = "lower", app -> app.remove(Transformed.class, "x"));
    }
}
