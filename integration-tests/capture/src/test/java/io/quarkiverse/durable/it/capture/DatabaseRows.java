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
        refusable("rows that the database deletes with their owner", app -> {
            Owner owner = app.add("x", new Owner());
            for (String name : List.of("a", "b")) {
                Property property = new Property();
                property.name = name;
                property.owner = owner;
                app.entities().persist(property);
            }
        }, app -> app.remove(Owner.class, "x"));
        refusable("a column that a trigger writes", app -> app.add("x", new Triggered()).amount = 3,
                app -> app.get(Triggered.class, "x").amount = 4);
    }

    static List<String> triggers(String database) {
        return database.equals("h2")
                ? List.of("create trigger doubling before insert, update on Triggered for each row call '"
                        + Doubling.class.getName() + "'")
                : List.of("create function doubling() returns trigger language plpgsql as"
                        + " 'begin new.doubled = new.amount * 2; return new; end'",
                        "create trigger doubling before insert or update on Triggered for each row execute function doubling()");
    }
}
