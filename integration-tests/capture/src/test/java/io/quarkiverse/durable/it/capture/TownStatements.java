package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

import jakarta.persistence.EntityManager;

import org.hibernate.Session;

/** Random statements on a town, past the entities of the session. */
final class TownStatements {

    private final Random random;

    TownStatements(Random random) {
        this.random = random;
    }

    List<TownLife.Operation> all() {
        return List.of(this::raise, this::reprice, this::rename, this::forgetPets, this::copyHouses, this::moveOut,
                this::nicknames, this::addRooms, this::dropRooms, this::priceBatch, this::wageBatch, this::petBatch);
    }

    private String word() {
        return Integer.toString(random.nextInt(1_000), 36);
    }

    private static void hql(EntityManager entities, String query, Object... parameters) {
        var prepared = entities.createQuery(query);
        for (int i = 0; i < parameters.length; i++) {
            prepared.setParameter(i + 1, parameters[i]);
        }
        prepared.executeUpdate();
    }

    private static void sql(EntityManager entities, String statement, Object... parameters) {
        var prepared = entities.createNativeQuery(statement);
        for (int i = 0; i < parameters.length; i++) {
            prepared.setParameter(i + 1, parameters[i]);
        }
        prepared.executeUpdate();
    }

    private void raise(EntityManager entities) {
        hql(entities, "update versioned Worker set wage = wage + 1 where wage < 2");
    }

    private void reprice(EntityManager entities) {
        hql(entities, "update House set price = price + 1 where street > ?1", word());
    }

    private void forgetPets(EntityManager entities) {
        hql(entities, "delete from Pet where name > ?1", word());
    }

    private void copyHouses(EntityManager entities) {
        hql(entities, "insert into House (street, price) select h.street || 'x', h.price from House h where h.street > ?1"
                + " and length(h.street) < 4", word());
    }

    /** Statements on a versioned entity raise the version, as the Jakarta Persistence specification asks for. */
    private void moveOut(EntityManager entities) {
        sql(entities, "update Inhabitant set house_id = null, version = version + 1 where name > ?1", word());
    }

    private void rename(EntityManager entities) {
        sql(entities, "update House set street = street || 'y' where street > ?1 and length(street) < 5", word());
    }

    private void nicknames(EntityManager entities) {
        sql(entities, "update Inhabitant_nicknames set nicknames = ?1 where position = 1 and nicknames > ?2", word(), word());
    }

    private void addRooms(EntityManager entities) {
        sql(entities,
                "insert into House_rooms (House_id, rooms_KEY, rooms) select h.id, ?1, 1 from House h where h.street > ?2",
                "added " + word(), word());
    }

    private void dropRooms(EntityManager entities) {
        sql(entities, "delete from House_rooms where rooms > ?1", random.nextInt(9));
    }

    private void priceBatch(EntityManager entities) {
        batch(entities, "update House set price = price + ? where id = ?", true);
    }

    private void wageBatch(EntityManager entities) {
        batch(entities, "update Worker set wage = wage + ? where id = ?", true);
    }

    private void petBatch(EntityManager entities) {
        batch(entities, "delete from Pet where id = ?", false);
    }

    /** In JDBC on the session's connection; ids of sequences begin at one. */
    private void batch(EntityManager entities, String statement, boolean amount) {
        entities.flush();
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    if (amount) {
                        prepared.setInt(1, random.nextInt(3));
                    }
                    prepared.setLong(amount ? 2 : 1, 1 + random.nextInt(200));
                    prepared.addBatch();
                }
                prepared.executeBatch();
            }
        });
    }

    /** What is done in between is undone where {@code back} says so, and the session then knows nothing. */
    void savepoint(EntityManager entities, boolean back, Runnable between) {
        Session session = entities.unwrap(Session.class);
        session.doWork(connection -> execute(connection, "savepoint point"));
        between.run();
        entities.flush();
        if (back) {
            session.doWork(connection -> execute(connection, "rollback to savepoint point"));
            entities.clear();
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }
}
