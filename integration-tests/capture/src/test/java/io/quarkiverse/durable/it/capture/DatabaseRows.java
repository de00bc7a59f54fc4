package io.quarkiverse.durable.it.capture;

import java.util.List;

import io.quarkiverse.durable.it.capture.model.Lifecycle;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Owner;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Property;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Triggered;

/** What the database does by itself. */
final class DatabaseRows extends Rows {

    DatabaseRows() {
        super(Lifecycle.class);
        row("rows that the database deletes with their owner", app -> {
            Owner owner = app.add("x", new Owner());
            for (String name : List.of("a", "b")) {
                Property property = new Property();
                property.name = name;
                property.owner = owner;
                app.entities().persist(property);
            }
        }, app -> app.remove(Owner.class, "x"));
        row("a column that a trigger writes", app -> app.add("x", new Triggered()).amount = 3,
                app -> app.get(Triggered.class, "x").amount = 4, app -> {
                    Triggered entity = app.get(Triggered.class, "x");
                    entity.amount = 5;
                    app.entities().flush();
                    entity.amount = 6;
                }, app -> app.remove(Triggered.class, "x"));
    }
}
