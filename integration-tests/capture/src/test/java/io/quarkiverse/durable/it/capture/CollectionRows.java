package io.quarkiverse.durable.it.capture;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.durable.it.capture.model.Basics.Colour;
import io.quarkiverse.durable.it.capture.model.Collections;
import io.quarkiverse.durable.it.capture.model.Collections.Coded;
import io.quarkiverse.durable.it.capture.model.Collections.Elements;
import io.quarkiverse.durable.it.capture.model.Collections.Entry;
import io.quarkiverse.durable.it.capture.model.Collections.Maps;
import io.quarkiverse.durable.it.capture.model.Collections.Price;

final class CollectionRows extends Rows {

    CollectionRows() {
        super(Collections.class);
        row("bag of texts", app -> app.add("x", new Elements()).bag.addAll(List.of("a", "b", "a")),
                app -> app.get(Elements.class, "x").bag.remove("a"), app -> app.get(Elements.class, "x").bag.add("c"),
                app -> app.get(Elements.class, "x").bag.clear());
        row("list of texts", app -> app.add("x", new Elements()).list.addAll(List.of("a", "b", "c")),
                app -> app.get(Elements.class, "x").list.add(1, "d"), app -> app.get(Elements.class, "x").list.set(0, "e"),
                app -> app.get(Elements.class, "x").list.remove(2), app -> app.remove(Elements.class, "x"));
        row("list that does not begin at 0", app -> app.add("x", new Elements()).fromTen.addAll(List.of(1, 2)),
                app -> app.get(Elements.class, "x").fromTen.add(0, 3));
        row("sets", app -> {
            Elements entity = app.add("x", new Elements());
            entity.dates.add(LocalDate.EPOCH);
            entity.sorted.addAll(Set.of("b", "a"));
            entity.days.add(DayOfWeek.MONDAY);
            entity.colours.addAll(Set.of(Colour.RED, Colour.BLUE));
        }, app -> {
            Elements entity = app.get(Elements.class, "x");
            entity.dates.add(LocalDate.MIN.withYear(1));
            entity.sorted.remove("a");
            entity.days.clear();
            entity.colours.add(Colour.GREEN);
        }, app -> app.remove(Elements.class, "x"));
        howTheyChange();
        maps();
        mapsOfEntities();
        row("collection whose key is not the identifier", app -> {
            Coded entity = app.add("x", new Coded());
            entity.code = "c1";
            entity.tags.addAll(Set.of("a", "b"));
        }, app -> app.get(Coded.class, "x").tags.remove("a"), app -> app.remove(Coded.class, "x"));
    }

    private void howTheyChange() {
        row("collection in another instance", app -> app.add("x", new Elements()).list.addAll(List.of("a", "b")),
                app -> app.get(Elements.class, "x").list = new ArrayList<>(List.of("c")),
                app -> app.get(Elements.class, "x").list = null);
        row("collection that becomes what it was", app -> app.add("x", new Elements()).list.addAll(List.of("a", "b")), app -> {
            Elements entity = app.get(Elements.class, "x");
            entity.list.add("c");
            app.entities().flush();
            entity.list.remove("c");
        });
        row("collection that was not read", app -> app.add("x", new Elements()).bag.addAll(List.of("a", "b")),
                app -> app.get(Elements.class, "x").bag.add("c"), app -> app.get(Elements.class, "x").label = "changed",
                app -> app.remove(Elements.class, "x"));
        row("collection in two flushes", app -> app.add("x", new Elements()).list.addAll(List.of("a", "b")), app -> {
            Elements entity = app.get(Elements.class, "x");
            entity.list.add("c");
            app.entities().flush();
            entity.list.remove(0);
            entity.label = "too";
        });
        row("collection of a new entity after its flush", app -> {
            Elements entity = app.add("x", new Elements());
            app.entities().flush();
            entity.list.add("late");
        });
        row("collections merged from a detached entity", app -> app.add("x", new Elements()).list.addAll(List.of("a", "b")),
                app -> {
                    Elements detached = app.get(Elements.class, "x");
                    detached.list.size();
                    app.entities().detach(detached);
                    detached.list = new ArrayList<>(List.of("b", "z"));
                    detached.label = "merged";
                    app.entities().merge(detached);
                });
        row("null in a list", app -> app.add("x", new Elements()).list.addAll(java.util.Arrays.asList("a", null, "c")),
                app -> app.get(Elements.class, "x").list.set(0, null));
    }

    private void maps() {
        row("maps of values", app -> {
            Maps entity = app.add("x", new Maps());
            entity.texts.putAll(Map.of("de", "ja", "en", "yes"));
            entity.prices.put(1, new Price("EUR", 100));
            entity.open.put(DayOfWeek.SUNDAY, false);
            entity.dated.put(LocalDate.EPOCH, 1);
        }, app -> {
            Maps entity = app.get(Maps.class, "x");
            entity.texts.put("de", "doch");
            entity.texts.remove("en");
            entity.prices.put(2, new Price("USD", 5));
            entity.open.put(DayOfWeek.MONDAY, true);
            entity.dated.replaceAll((date, number) -> number + 1);
        }, app -> app.get(Maps.class, "x").texts = new HashMap<>(Map.of("fr", "oui")), app -> app.remove(Maps.class, "x"));
    }

    private void mapsOfEntities() {
        row("map by an entity", app -> {
            Maps entity = app.add("x", new Maps());
            entity.amounts.put(app.add("a", new Entry("a")), 5);
            entity.amounts.put(app.add("b", new Entry("b")), 6);
        }, app -> app.get(Maps.class, "x").amounts.put(app.get(Entry.class, "a"), 7),
                app -> app.get(Maps.class, "x").amounts.remove(app.get(Entry.class, "b")));
        row("map to entities by a join table", app -> {
            Maps entity = app.add("x", new Maps());
            entity.roles.put("first", app.add("a", new Entry("a")));
        }, app -> {
            Maps entity = app.get(Maps.class, "x");
            entity.roles.put("second", app.get(Entry.class, "a"));
            entity.roles.put("first", app.add("b", new Entry("b")));
        }, app -> app.remove(Maps.class, "x"));
        row("map by an attribute of its entities", app -> {
            Maps entity = app.add("x", new Maps());
            entity.named.put("a", new Entry("a"));
            entity.named.put("b", new Entry("b"));
        }, app -> app.get(Maps.class, "x").named.remove("a"), app -> app.get(Maps.class, "x").named.put("c", new Entry("c")));
        row("map by a column of the other table", app -> {
            Maps entity = app.add("x", new Maps());
            entity.keyed.put("k1", app.add("a", new Entry("a")));
            entity.keyed.put("k2", app.add("b", new Entry("b")));
        }, app -> {
            Maps entity = app.get(Maps.class, "x");
            entity.keyed.put("k3", entity.keyed.remove("k1"));
        }, app -> app.get(Maps.class, "x").keyed.clear());
    }
}
