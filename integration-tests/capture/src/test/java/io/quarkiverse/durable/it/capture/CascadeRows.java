package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.quarkiverse.durable.it.capture.model.Cascading;
import io.quarkiverse.durable.it.capture.model.Cascading.City;
import io.quarkiverse.durable.it.capture.model.Cascading.Club;
import io.quarkiverse.durable.it.capture.model.Cascading.Crane;
import io.quarkiverse.durable.it.capture.model.Cascading.Folder;
import io.quarkiverse.durable.it.capture.model.Cascading.Hook;
import io.quarkiverse.durable.it.capture.model.Cascading.Machine;
import io.quarkiverse.durable.it.capture.model.Cascading.Node;
import io.quarkiverse.durable.it.capture.model.Cascading.Region;
import io.quarkiverse.durable.it.capture.model.Cascading.Resident;
import io.quarkiverse.durable.it.capture.model.Cascading.River;
import io.quarkiverse.durable.it.capture.model.Cascading.Street;

/** Foreign keys with actions. */
final class CascadeRows extends Rows {

    private static final int DEPTH = 30;

    CascadeRows() {
        super(Cascading.class);
        entities();
        statements();
        setNull();
        updates();
        trees();
        sessions();
        inheritance();
    }

    private void entities() {
        row("cascade from a durable entity", CascadeRows::country, app -> app.remove(City.class, "north"));
        row("cascade over two levels from an entity that is not durable", CascadeRows::country,
                app -> app.remove(Region.class, "region"));
        row("cascade from one whose rows were changed before", CascadeRows::country, app -> {
            app.get(Street.class, "street").name = "changed";
            app.add("more", new Street()).city = app.get(City.class, "north");
            app.entities().flush();
            app.remove(City.class, "north");
        });
        row("cascade from a stateless session", CascadeRows::country,
                app -> app.stateless().delete(app.stateless().get(City.class, app.id("north"))));
        row("cascade from several entities in a batch", CascadeRows::country, CascadeRows::country, app -> app.entities()
                .createQuery("from City", City.class).getResultList().forEach(app.entities()::remove));
        row("an element of a collection that the database deletes", app -> {
            Club club = app.add("club", new Club());
            club.members.add(app.add("gone", new Resident()));
            club.members.add(app.add("there", new Resident()));
        }, app -> app.remove(Resident.class, "gone"));
    }

    private void statements() {
        row("cascade from an HQL delete", CascadeRows::country,
                app -> app.entities().createQuery("delete from Region where id = :id").setParameter("id", app.id("region"))
                        .executeUpdate());
        row("cascade from an HQL delete of a durable entity", CascadeRows::country,
                app -> app.entities().createQuery("delete from City where name = 'north'").executeUpdate());
        row("cascade from a native delete with an alias", CascadeRows::country, app -> app.entities()
                .createNativeQuery("delete from Region r where r.id in (select c.region_id from City c where c.name = ?1)")
                .setParameter(1, "south").executeUpdate());
        row("cascade from a batch of the injected datasource", app -> {
            country(app);
            app.add("other", region());
        }, app -> {
            try (Connection connection = app.datasource().getConnection();
                    PreparedStatement delete = connection.prepareStatement("delete from Region where id = ?")) {
                for (String name : List.of("other", "region")) {
                    delete.setObject(1, app.id(name));
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        });
        row("cascade that a savepoint takes back", CascadeRows::country, app -> app.session().doWork(connection -> {
            execute(connection, "savepoint here");
            execute(connection, "delete from City where id = " + app.id("north"));
            execute(connection, "rollback to savepoint here");
            execute(connection, "delete from City where id = " + app.id("south"));
        }));
        row("delete of nothing", CascadeRows::country,
                app -> app.session().doWork(connection -> execute(connection, "delete from Region where id = -1")));
    }

    private void setNull() {
        row("set null by the delete of an entity", CascadeRows::people, app -> app.remove(City.class, "north"));
        row("set null by an HQL delete", CascadeRows::people,
                app -> app.entities().createQuery("delete from Region").executeUpdate());
        row("set null of what was changed before", CascadeRows::people, app -> {
            app.get(Resident.class, "ann").name = "changed";
            app.entities().createNativeQuery("delete from City where name = 'north'").executeUpdate();
        });
        row("set null, then a change by a session that does not know of it", CascadeRows::people, app -> {
            Resident ann = app.get(Resident.class, "ann");
            app.session().doWork(connection -> execute(connection, "delete from City where id = " + app.id("north")));
            app.entities().refresh(ann);
            ann.name = "changed";
        });
    }

    private void updates() {
        row("a column that follows another by a native update", CascadeRows::river, app -> app.entities()
                .createNativeQuery("update Region set code = ?1, name = 'new' where id = ?2").setParameter(1, code())
                .setParameter(2, app.id("region")).executeUpdate());
        row("a column that follows another by a change of an entity", CascadeRows::river,
                app -> app.get(Region.class, "region").code = code());
        row("another column that follows another", CascadeRows::river, app -> app.get(Region.class, "region").name = "new");
        row("columns that are set to null", CascadeRows::river, app -> app.remove(Region.class, "region"));
    }

    private void trees() {
        row("tree, by its root", CascadeRows::tree, app -> app.entities().remove(app.entities().find(Node.class, "root")));
        row("tree, by a branch", CascadeRows::tree, app -> app.entities().remove(app.entities().find(Node.class, "1")));
        row("tree, by a statement", CascadeRows::tree,
                app -> app.entities().createNativeQuery("delete from Node where id in ('1', '2', '5')").executeUpdate());
        row("tree, by a statement on all of it", CascadeRows::tree,
                app -> app.entities().createNativeQuery("delete from Node where id like '%'").executeUpdate());
        row("a row that refers to itself", app -> {
            Node node = new Node("x", null);
            app.entities().persist(node);
            app.entities().flush();
            node.parent = node;
            app.entities().persist(new Node("y", node));
        }, app -> app.entities().remove(app.entities().find(Node.class, "x")));
        row("a row that refers to itself, added and deleted", app -> {
            Node node = new Node("x", null);
            app.entities().persist(node);
            app.entities().flush();
            node.parent = node;
            app.entities().flush();
            app.entities().remove(node);
        });
        row("rows in a circle", CascadeRows::circle,
                app -> app.entities().createNativeQuery("delete from Node where id = 'b'").executeUpdate());
        row("rows in a circle, changed and deleted", CascadeRows::circle, app -> {
            Node b = app.entities().find(Node.class, "b");
            b.parent = app.entities().find(Node.class, "c");
            app.entities().flush();
            app.entities().remove(b);
        });
    }

    private void sessions() {
        row("removed by the session and the database", CascadeRows::folders, app -> app.remove(Folder.class, "top"));
        row("removed by the session and the database after a change", CascadeRows::folders, app -> {
            app.get(Folder.class, "inner").name = "changed";
            app.entities().flush();
            app.remove(Folder.class, "top");
        });
        row("added, and removed by the session and the database", CascadeRows::folders, app -> {
            Folder added = app.add("added", new Folder());
            added.parent = app.get(Folder.class, "top");
            added.parent.folders.add(added);
            app.entities().flush();
            app.entities().remove(added.parent);
        });
        row("removed with its owner, taken back, and removed alone", CascadeRows::folders, app -> {
            Folder top = app.get(Folder.class, "top");
            app.entities().remove(top);
            app.entities().persist(top);
            Folder inner = app.get(Folder.class, "inner");
            top.folders.remove(inner);
            app.entities().remove(inner);
        });
        row("removed by the session alone", CascadeRows::folders, app -> {
            Folder inner = app.get(Folder.class, "inner");
            inner.parent.folders.remove(inner);
            app.entities().remove(inner);
        });
    }

    private void inheritance() {
        row("joined subclass, of which the session deletes one row", CascadeRows::crane,
                app -> app.remove(Machine.class, "crane"));
        row("joined subclass by an HQL delete", CascadeRows::crane,
                app -> app.entities().createQuery("delete from Machine").executeUpdate());
        row("joined subclass by a native delete", CascadeRows::crane,
                app -> app.entities().createNativeQuery("delete from Machine where label = 'crane'").executeUpdate());
        row("row of a subclass alone", CascadeRows::crane, app -> app.get(Machine.class, "crane").marks.clear(),
                app -> app.remove(Region.class, "region"));
        row("collection that goes with its owner", app -> app.add("x", new Machine()).marks.addAll(Set.of("a", "b")),
                app -> app.get(Machine.class, "x").marks.remove("a"), app -> app.remove(Machine.class, "x"));
        row("collection that goes with its owner by an HQL delete",
                app -> app.add("x", new Machine()).marks.addAll(Set.of("a", "b")),
                app -> app.entities().createQuery("delete from Machine").executeUpdate());
    }

    private static String code() {
        return UUID.randomUUID().toString();
    }

    private static Region region() {
        Region region = new Region();
        region.code = code();
        region.name = "region";
        return region;
    }

    private static void country(App app) {
        Region region = app.add("region", region());
        for (String name : List.of("north", "south")) {
            City city = app.add(name, new City());
            city.name = name;
            city.region = region;
        }
        Street street = app.add("street", new Street());
        street.name = "from north to south";
        street.city = app.remembered("north");
        street.leadsTo = app.remembered("south");
        Street round = app.add("round", new Street());
        round.city = round.leadsTo = app.remembered("north");
    }

    private static void people(App app) {
        country(app);
        for (String name : List.of("ann", "bob")) {
            Resident person = app.add(name, new Resident());
            person.name = name;
            person.home = app.remembered("north");
        }
    }

    private static void river(App app) {
        Region region = app.add("region", region());
        app.entities().flush();
        River river = app.add("river", new River());
        river.regionCode = region.code;
        river.regionName = region.name;
        app.add("other", new River()).regionCode = region.code;
    }

    private static void tree(App app) {
        Node root = new Node("root", null);
        app.entities().persist(root);
        Node above = root;
        for (int i = 0; i < DEPTH; i++) {
            Node node = new Node(String.valueOf(i), above);
            app.entities().persist(node);
            app.entities().persist(new Node("beside " + i, above));
            above = node;
        }
    }

    private static void circle(App app) {
        Node a = new Node("a", null);
        Node b = new Node("b", a);
        Node c = new Node("c", b);
        List.of(a, b, c).forEach(app.entities()::persist);
        app.entities().flush();
        a.parent = c;
    }

    private static void folders(App app) {
        Folder top = app.add("top", new Folder());
        Folder inner = app.add("inner", new Folder());
        inner.name = "inner";
        inner.parent = top;
        top.folders.add(inner);
        Folder leaf = app.add("leaf", new Folder());
        leaf.parent = inner;
        inner.folders.add(leaf);
    }

    private static void crane(App app) {
        Crane crane = app.add("crane", new Crane());
        crane.label = "crane";
        crane.marks.add("a");
        crane.region = app.add("region", region());
        app.add("machine", new Machine()).label = "machine";
        app.add("hook", new Hook()).crane = crane;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
