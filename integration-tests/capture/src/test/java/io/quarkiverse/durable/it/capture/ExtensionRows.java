package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.List;

import io.quarkiverse.durable.it.capture.model.Extensions;
import io.quarkiverse.durable.it.capture.model.Extensions.Flat;
import io.quarkiverse.durable.it.capture.model.Extensions.Form;
import io.quarkiverse.durable.it.capture.model.Extensions.Grid;
import io.quarkiverse.durable.it.capture.model.Extensions.Maker;
import io.quarkiverse.durable.it.capture.model.Extensions.Nameless;
import io.quarkiverse.durable.it.capture.model.Extensions.Pebble;
import io.quarkiverse.durable.it.capture.model.Extensions.Ring;
import io.quarkiverse.durable.it.capture.model.Extensions.Round;
import io.quarkiverse.durable.it.capture.model.Extensions.Sign;
import io.quarkiverse.durable.it.capture.model.Extensions.Spot;
import io.quarkiverse.durable.it.capture.model.Extensions.Stone;
import io.quarkiverse.durable.it.capture.model.Extensions.Wood;
import io.quarkiverse.durable.it.capture.model.Extensions.Zoned;

final class ExtensionRows extends Rows {

    ExtensionRows() {
        super(Extensions.class);
        toAnything();
        embeddables();
        references();
        row("date and time with the offset in a column", app -> fill(app.add("x", new Zoned())),
                app -> app.get(Zoned.class, "x").label = "changed", app -> {
                    Zoned entity = app.get(Zoned.class, "x");
                    entity.kept = OffsetDateTime.parse("1999-12-31T23:59:59.999999999-05:30");
                    entity.keptZoned = null;
                    entity.keptTime = OffsetTime.parse("00:00+14:00");
                }, app -> app.remove(Zoned.class, "x"));
        row("date and time with an offset that are null", app -> app.add("x", new Zoned()),
                app -> fill(app.get(Zoned.class, "x")));
        row("map by an embeddable", app -> {
            Grid grid = app.add("x", new Grid());
            grid.bySpot.put(new Spot(1, 2), "a");
            grid.bySpot.put(new Spot(-1, 2), "b");
        }, app -> {
            Grid grid = app.get(Grid.class, "x");
            grid.bySpot.remove(new Spot(1, 2));
            grid.bySpot.put(new Spot(-1, 2), "c");
        }, app -> app.remove(Grid.class, "x"));
        row("bag with an identifier of its rows", app -> app.add("x", new Grid()).numbered.addAll(List.of("a", "b", "a")),
                app -> app.get(Grid.class, "x").numbered.remove(1), app -> {
                    Grid grid = app.get(Grid.class, "x");
                    grid.numbered.set(0, "c");
                    grid.numbered.add("d");
                }, app -> app.remove(Grid.class, "x"));
        row("nested class without a name", app -> app.add("x", new Nameless()).label = "a",
                app -> app.get(Nameless.class, "x").label = "b",
                app -> app.session().createMutationQuery("update " + Nameless.class.getName() + " set label = 'c'")
                        .executeUpdate(),
                app -> app.entities().createNativeQuery("update Extensions$Nameless set label = 'd'").executeUpdate(),
                app -> app.remove(Nameless.class, "x"));
    }

    private void toAnything() {
        row("any", app -> app.add("x", new Ring()).madeOf = app.add("stone", new Stone("red")),
                app -> app.get(Ring.class, "x").madeOf = app.add("wood", new Wood("oak")),
                app -> app.get(Ring.class, "x").madeOf = app.entities().getReference(Stone.class, app.id("stone")),
                app -> app.get(Ring.class, "x").madeOf = null, app -> app.remove(Ring.class, "x"));
        row("many to any", app -> {
            Ring ring = app.add("x", new Ring());
            ring.parts.add(app.add("stone", new Stone("red")));
            ring.parts.add(app.add("wood", new Wood("oak")));
        }, app -> app.get(Ring.class, "x").parts.remove(app.get(Stone.class, "stone")),
                app -> app.get(Ring.class, "x").parts.add(app.add("more", new Stone("blue"))),
                app -> app.remove(Ring.class, "x"));
        row("many to one by an interface", app -> app.add("x", new Ring()).setWith = app.add("stone", new Stone("red")),
                app -> app.get(Ring.class, "x").setWith = null);
    }

    private void embeddables() {
        row("embeddables of several classes", app -> {
            Round round = new Round();
            round.paint = "red";
            round.radius = 3;
            app.add("x", new Sign()).form = round;
        }, app -> ((Round) app.get(Sign.class, "x").form).radius = 4, app -> {
            Flat flat = new Flat();
            flat.side = 5;
            app.get(Sign.class, "x").form = flat;
        }, app -> app.get(Sign.class, "x").form = new Form(), app -> app.get(Sign.class, "x").form.paint = "blue",
                app -> app.get(Sign.class, "x").label = "changed", app -> app.remove(Sign.class, "x"));
        row("embeddable as JSON", app -> {
            Sign sign = app.add("x", new Sign());
            sign.maker = new Maker();
            sign.maker.name = "Smith & \"Sons\"";
            sign.maker.founded = 1900;
            sign.maker.worth = new BigDecimal("12.345");
        }, app -> app.get(Sign.class, "x").label = "changed", app -> app.get(Sign.class, "x").maker.founded = null,
                app -> app.get(Sign.class, "x").maker.name = "Jones",
                app -> app.session().createMutationQuery("update Sign set maker.name = :name")
                        .setParameter("name", "Brown").executeUpdate(),
                app -> app.get(Sign.class, "x").maker = null, app -> app.remove(Sign.class, "x"));
    }

    private void references() {
        row("many to one by two columns that are not the identifier",
                app -> app.add("x", new Pebble()).from = app.add("stone", new Stone("Eifel", 7)),
                app -> app.get(Pebble.class, "x").from = app.add("other", new Stone("Harz", 8)),
                app -> app.get(Pebble.class, "x").from = null);
        row("many to one by a formula", app -> app.add("x", new Pebble()).likeId = app.add("stone", new Stone("red")).id,
                app -> app.get(Pebble.class, "x").likeId = app.add("other", new Stone("blue")).id,
                app -> app.get(Pebble.class, "x").likeId = null);
        row("many to one by a column and a formula",
                app -> app.add("x", new Pebble()).fromEifel = app.add("stone", new Stone("Eifel", 7)),
                app -> app.get(Pebble.class, "x").fromEifel = app.add("other", new Stone("Eifel", 8)),
                app -> app.get(Pebble.class, "x").fromEifel = null);
    }

    private static void fill(Zoned entity) {
        entity.kept = OffsetDateTime.parse("2026-03-29T02:30:00.123456789+02:00");
        entity.keptZoned = ZonedDateTime.parse("2026-07-01T10:00:00+09:00");
        entity.keptTime = OffsetTime.parse("10:15:30+01:00");
        entity.normalized = OffsetDateTime.parse("2026-07-01T10:00:00.5-03:00");
        entity.utc = ZonedDateTime.parse("2026-07-01T10:00:00+02:00");
        entity.auto = OffsetDateTime.parse("2026-07-01T10:00:00+05:00");
    }
}
