package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;
import java.util.Set;

import io.quarkiverse.durable.it.capture.model.Writes;
import io.quarkiverse.durable.it.capture.model.Writes.ByHand;
import io.quarkiverse.durable.it.capture.model.Writes.Clocked;
import io.quarkiverse.durable.it.capture.model.Writes.Dated;
import io.quarkiverse.durable.it.capture.model.Writes.Filtered;
import io.quarkiverse.durable.it.capture.model.Writes.Fixed;
import io.quarkiverse.durable.it.capture.model.Writes.Scaled;
import io.quarkiverse.durable.it.capture.model.Writes.Shortly;
import io.quarkiverse.durable.it.capture.model.Writes.Softly;
import io.quarkiverse.durable.it.capture.model.Writes.Viewed;
import io.quarkiverse.durable.it.capture.model.Writes.ViewedMore;

final class WriteRows extends Rows {

    WriteRows() {
        super(Writes.class);
        versions();
        ofTheApplication();
        collections();
        row("immutable", app -> {
            Fixed entity = app.add("x", new Fixed());
            entity.label = "first";
            entity.tags.add("a");
        }, app -> app.get(Fixed.class, "x").label = "not written", app -> app.remove(Fixed.class, "x"));
        row("attributes in a table that is only read", app -> {
            Viewed entity = new Viewed();
            entity.id = 1L;
            entity.more = "not written";
            app.add("x", entity);
        }, app -> {
            ViewedMore more = new ViewedMore();
            more.id = 1L;
            more.more = "of another";
            app.add("more", more);
        }, app -> {
            Viewed entity = app.get(Viewed.class, "x");
            entity.label = "changed";
            entity.more = "not written";
        }, app -> app.get(ViewedMore.class, "more").more = "changed", app -> app.get(Viewed.class, "x").label = "again",
                app -> app.remove(ViewedMore.class, "more"), app -> app.remove(Viewed.class, "x"));
    }

    private void versions() {
        row("version by the clock of the database", app -> app.add("x", new Clocked()).label = "a",
                app -> app.get(Clocked.class, "x").label = "b", app -> {
                    app.get(Clocked.class, "x").label = "c";
                    app.entities().flush();
                    app.get(Clocked.class, "x").label = "d";
                }, app -> app.remove(Clocked.class, "x"));
        row("version as local date and time", app -> app.add("x", new Dated()).label = "a",
                app -> app.get(Dated.class, "x").label = "b", app -> app.remove(Dated.class, "x"));
        row("version as a short number", app -> app.add("x", new Shortly()).label = "a",
                app -> app.get(Shortly.class, "x").label = "b", app -> app.get(Shortly.class, "x").tags.add("raised by a tag"),
                app -> app.remove(Shortly.class, "x"));
    }

    private void ofTheApplication() {
        row("column that is written and read through SQL",
                app -> app.add("x", new Scaled()).amount = new BigDecimal("12.34"),
                app -> app.get(Scaled.class, "x").amount = new BigDecimal("0.005"),
                app -> app.get(Scaled.class, "x").amount = null, app -> app.remove(Scaled.class, "x"));
        row("SQL of the application", app -> {
            ByHand entity = new ByHand();
            entity.label = "Loud";
            app.add("x", entity);
        }, app -> app.get(ByHand.class, "x").label = "Quiet", app -> app.get(ByHand.class, "x").label = null,
                app -> app.remove(ByHand.class, "x"));
    }

    private void collections() {
        row("soft delete of the rows of a collection", app -> {
            Softly entity = app.add("x", new Softly());
            entity.tags.addAll(Set.of("a", "b"));
            entity.others.add(app.add("a", new Fixed()));
            entity.others.add(app.add("b", new Fixed()));
        }, app -> {
            Softly entity = app.get(Softly.class, "x");
            entity.tags.remove("a");
            entity.others.remove(app.get(Fixed.class, "a"));
        }, app -> app.get(Softly.class, "x").tags.add("c"), app -> app.get(Softly.class, "x").others.clear());
        row("collection of which a filter hides a part",
                app -> app.add("x", new Filtered()).tags.addAll(Set.of("a", "x")), app -> {
                    app.session().enableFilter("noX");
                    app.get(Filtered.class, "x").tags.add("b");
                }, app -> {
                    app.session().enableFilter("noX");
                    app.get(Filtered.class, "x").tags.clear();
                });
        row("entity whose collection a filter hides is deleted",
                app -> app.add("x", new Filtered()).tags.addAll(Set.of("a", "x")), app -> {
                    app.session().enableFilter("noX");
                    app.remove(Filtered.class, "x");
                });
    }
}
