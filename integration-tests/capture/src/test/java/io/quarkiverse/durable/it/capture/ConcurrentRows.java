package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;

import io.quarkiverse.durable.it.capture.model.Town;
import io.quarkiverse.durable.it.capture.model.Town.House;
import io.quarkiverse.durable.it.capture.model.Town.Inhabitant;
import io.quarkiverse.durable.it.capture.model.Town.Worker;

/** What a session knows is out of date when it writes: another transaction has committed meanwhile. */
final class ConcurrentRows extends Rows {

    ConcurrentRows() {
        super(Town.class);
        row("entity without a version, updated meanwhile", ConcurrentRows::house, app -> {
            House house = app.get(House.class, "x");
            app.transaction(other -> other.get(House.class, "x").price = BigDecimal.TEN);
            house.street = "mine";
        });
        row("entity without a version, updated meanwhile and deleted", ConcurrentRows::house, app -> {
            House house = app.get(House.class, "x");
            app.transaction(other -> other.get(House.class, "x").price = BigDecimal.TEN);
            app.entities().remove(house);
        });
        row("collection of an owner without a version, changed meanwhile", ConcurrentRows::house, app -> {
            House house = app.get(House.class, "x");
            house.rooms.size();
            app.transaction(other -> other.get(House.class, "x").rooms.put("theirs", 1));
            house.rooms.put("mine", 2);
            house.rooms.remove("old");
        });
        row("collection of an owner without a version, replaced meanwhile", ConcurrentRows::house, app -> {
            House house = app.get(House.class, "x");
            app.transaction(other -> other.get(House.class, "x").rooms.put("theirs", 1));
            house.rooms = new java.util.HashMap<>(java.util.Map.of("mine", 2));
        });
        row("collection of an owner with a version, changed meanwhile by a statement", ConcurrentRows::worker, app -> {
            Inhabitant inhabitant = app.get(Inhabitant.class, "x");
            inhabitant.nicknames.size();
            app.transaction(other -> other.entities()
                    .createNativeQuery("update Inhabitant_nicknames set nicknames = 'theirs' where position = 0")
                    .executeUpdate());
            inhabitant.nicknames.add("mine");
        });
        row("table of a subclass, changed meanwhile by a statement", ConcurrentRows::worker, app -> {
            Worker worker = app.get(Worker.class, "x");
            app.transaction(other -> other.entities().createNativeQuery("update Worker set wage = 7").executeUpdate());
            worker.name = "mine";
        });
        row("table of a subclass, changed before by a statement of the same transaction", ConcurrentRows::worker, app -> {
            Worker worker = app.get(Worker.class, "x");
            app.entities().createNativeQuery("update Worker set wage = 7").executeUpdate();
            worker.name = "mine";
        });
        row("collection of a new owner, written by a statement and then replaced", app -> {
            House house = app.add("x", new House());
            app.entities().flush();
            app.entities().createNativeQuery("insert into House_rooms (House_id, rooms_KEY, rooms) values (?1, 'added', 1)")
                    .setParameter(1, house.id).executeUpdate();
            house.rooms = new java.util.HashMap<>(java.util.Map.of("mine", 2));
        });
    }

    private static void house(App app) {
        House house = new House();
        house.street = "street";
        house.price = BigDecimal.ONE;
        house.rooms.put("old", 0);
        app.add("x", house);
    }

    private static void worker(App app) {
        Worker worker = new Worker();
        worker.name = "name";
        worker.nicknames.add("first");
        app.add("x", worker);
    }
}
