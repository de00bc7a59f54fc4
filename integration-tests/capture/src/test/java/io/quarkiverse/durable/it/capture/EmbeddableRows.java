package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;
import java.util.List;

import io.quarkiverse.durable.it.capture.model.Embeddables;
import io.quarkiverse.durable.it.capture.model.Embeddables.Basket;
import io.quarkiverse.durable.it.capture.model.Embeddables.Contract;
import io.quarkiverse.durable.it.capture.model.Embeddables.Holder;
import io.quarkiverse.durable.it.capture.model.Embeddables.Item;
import io.quarkiverse.durable.it.capture.model.Embeddables.Link;
import io.quarkiverse.durable.it.capture.model.Embeddables.Money;
import io.quarkiverse.durable.it.capture.model.Embeddables.Range;
import io.quarkiverse.durable.it.capture.model.Embeddables.Terms;

final class EmbeddableRows extends Rows {

    EmbeddableRows() {
        super(Embeddables.class);
        row("embeddables, nested and as records", app -> fill(app.add("x", new Contract())), app -> {
            Contract entity = app.get(Contract.class, "x");
            entity.range = new Range(5, null);
            entity.second = new Money("0.50", "USD");
        }, app -> app.remove(Contract.class, "x"));
        row("embeddable changed in place", app -> fill(app.add("x", new Contract())),
                app -> app.get(Contract.class, "x").second.currency = "GBP");
        row("nested embeddable changed in place", app -> fill(app.add("x", new Contract())),
                app -> app.get(Contract.class, "x").terms.fee.amount = new BigDecimal("7.00"));
        row("embeddable that becomes null", app -> fill(app.add("x", new Contract())), app -> {
            Contract entity = app.get(Contract.class, "x");
            entity.terms = null;
            entity.range = null;
        }, app -> app.get(Contract.class, "x").terms = new Terms());
        row("embeddables that are null", app -> app.add("x", new Contract()), app -> fill(app.get(Contract.class, "x")));
        row("embeddable changed in two flushes", app -> fill(app.add("x", new Contract())), app -> {
            Contract entity = app.get(Contract.class, "x");
            entity.second.currency = "GBP";
            app.entities().flush();
            entity.second.currency = "CHF";
        });
        inEmbeddables();
        byStatelessSessions();
        ofEmbeddables();
    }

    private void inEmbeddables() {
        row("association in an embeddable", app -> {
            Holder holder = app.add("x", new Holder());
            holder.link = new Link();
            holder.link.role = "first";
            holder.link.contract = app.add("contract", new Contract());
        }, app -> app.get(Holder.class, "x").link.contract = null,
                app -> app.get(Holder.class, "x").link.contract = app.get(Contract.class, "contract"),
                app -> app.remove(Holder.class, "x"));
        row("collection in an embeddable", app -> {
            Holder holder = app.add("x", new Holder());
            holder.link = new Link();
            holder.link.notes.addAll(List.of("a", "b"));
        }, app -> app.get(Holder.class, "x").link.role = "changed", app -> app.get(Holder.class, "x").link.notes.add("c"),
                app -> app.remove(Holder.class, "x"));
    }

    private void byStatelessSessions() {
        row("embeddable with a collection, by a stateless session", app -> {
            Holder holder = new Holder();
            app.stateless().insert(holder);
            app.remember("x", holder);
        }, app -> {
            Holder holder = app.stateless().get(Holder.class, app.id("x"));
            holder.link = null;
            app.stateless().update(holder);
        }, app -> {
            Holder holder = app.get(Holder.class, "x");
            holder.link = new Link();
            holder.link.notes.addAll(List.of("a", "b"));
        }, app -> app.remove(Holder.class, "x"));
    }

    private void ofEmbeddables() {
        row("set of records", app -> app.add("x", new Basket()).ranges.addAll(List.of(new Range(1, 2), new Range(3, 4))),
                app -> {
                    Basket basket = app.get(Basket.class, "x");
                    basket.ranges.remove(new Range(1, 2));
                    basket.ranges.add(new Range(5, 6));
                }, app -> app.remove(Basket.class, "x"));
        row("list of embeddables", app -> {
            Basket basket = app.add("x", new Basket());
            basket.items.add(item("a", app.add("contract", new Contract())));
            basket.items.add(item("b", null));
        }, app -> app.get(Basket.class, "x").items.get(1).range = new Range(9, 9), app -> {
            Basket basket = app.get(Basket.class, "x");
            basket.items.remove(0);
            basket.items.add(item("c", app.get(Contract.class, "contract")));
        }, app -> app.remove(Basket.class, "x"));
    }

    private static Item item(String name, Contract contract) {
        Item item = new Item();
        item.name = name;
        item.contract = contract;
        return item;
    }

    private static void fill(Contract entity) {
        entity.range = new Range(1, 10);
        entity.terms = new Terms();
        entity.terms.text = "terms";
        entity.terms.days = new Range(3, 4);
        entity.second = new Money("2.00", "EUR");
    }
}
