package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What is written past Hibernate's entity events is published like what is not; the same on every database. */
abstract class StatementsAreCaptured {

    @Inject
    EntityManager entities;
    @Inject
    SessionFactory factory;
    @Inject
    AgroalDataSource datasource;
    @Inject
    Published published;

    interface Sql {
        void on(Connection connection) throws SQLException;
    }

    @BeforeEach
    void fill() {
        published.by(() -> {
            List.of("Reserved", "Game", "Vehicle", "Circle", "Archived").forEach(name -> entities
                    .createQuery("delete from " + name).executeUpdate());
            entities.createQuery("from Ware", Ware.class).getResultList().forEach(entities::remove);
            entities.flush();
            entities.persist(new Ware("a", "apple", 10, "red", "round"));
            entities.persist(new Ware("b", "bread", 20, "brown"));
            entities.persist(new Ware("c", "cheese", 30));
            entities.persist(new Truck(6, "ann", 12));
            entities.persist(new Truck(8, "bob", 20));
            entities.persist(new Seat.Archived("z", 5));
        });
    }

    @Test
    void anHqlUpdateIsAChangeOfEachRowThatDiffers() {
        List<JsonObject> events = published.by(() -> assertThat(entities
                .createQuery("update Ware w set w.amount = 20 where w.amount >= :least").setParameter("least", 20)
                .executeUpdate()).isEqualTo(2));

        assertThat(summary(events)).containsExactly("update Ware c");
        JsonObject change = events.get(0).getJsonObject("data");
        assertThat(change.getJsonObject("before").getInteger("amount")).isEqualTo(30);
        assertThat(change.getJsonObject("after").getInteger("amount")).isEqualTo(20);
        assertThat(change.getJsonObject("after").getString("name")).isEqualTo("cheese");
        assertThat(change.getJsonArray("changed")).isEqualTo(new JsonArray(List.of("amount")));
    }

    @Test
    void anHqlDeleteIsAChangeOfEachRowAndOfItsCollections() {
        List<JsonObject> events = published.by(() -> entities.createQuery("delete from Ware w where w.amount < 25")
                .executeUpdate());

        assertThat(summary(events)).containsExactlyInAnyOrder("delete Ware a", "delete Ware b");
        assertThat(of(events, "a").getJsonObject("before").getJsonArray("tags")).containsExactlyInAnyOrder("red", "round");
        assertThat(of(events, "b").getJsonObject("before").getString("name")).isEqualTo("bread");
    }

    @Test
    void nativeSqlIsCapturedWithWhatTheSessionFlushedBeforeIt() {
        List<JsonObject> events = published.by(() -> {
            entities.find(Ware.class, "a").name = "apricot";
            entities.createNativeQuery("update Ware set amount = amount + 1 where name = ?1").setParameter(1, "apricot")
                    .executeUpdate();
        });

        assertThat(summary(events)).containsExactly("update Ware a");
        JsonObject change = events.get(0).getJsonObject("data");
        assertThat(change.getJsonObject("before").getString("name")).isEqualTo("apple");
        assertThat(change.getJsonObject("after").getString("name")).isEqualTo("apricot");
        assertThat(change.getJsonObject("after").getInteger("amount")).isEqualTo(11);
        assertThat(change.getJsonArray("changed")).contains("name", "amount");
    }

    @Test
    void aPreparedStatementOfTheInjectedDatasourceIsCaptured() {
        List<JsonObject> events = published.by(() -> jdbc(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update Ware w set amount = ?, name = ? where w.amount > ? and w.id in (select x.id from Ware x where x.name <> ?)")) {
                update.setInt(1, 7);
                update.setString(2, "it's ?");
                update.setInt(3, 15);
                update.setString(4, "bread");
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
        }));

        assertThat(summary(events)).containsExactly("update Ware c");
        assertThat(of(events, "c").getJsonObject("after").getString("name")).isEqualTo("it's ?");
        assertThat(of(events, "c").getJsonObject("before").getString("name")).isEqualTo("cheese");
    }

    @Test
    void doWorkAndPlainStatementsAreCaptured() {
        List<JsonObject> events = published.by(() -> entities.unwrap(Session.class).doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.execute("DELETE FROM Ware_tags WHERE Ware_id = 'a' AND tags = 'red'")).isFalse();
                assertThat(statement.getUpdateCount()).isEqualTo(1);
                assertThat(statement.executeUpdate("delete from Ware where amount = 30")).isEqualTo(1);
            }
        }));

        assertThat(summary(events)).containsExactly("update Ware a", "delete Ware c");
        JsonObject change = of(events, "a");
        assertThat(change.getJsonObject("before").getJsonArray("tags")).containsExactlyInAnyOrder("red", "round");
        assertThat(change.getJsonObject("after").getJsonArray("tags")).containsExactly("round");
        assertThat(change.getJsonArray("changed")).containsExactly("tags");
    }

    @Test
    void insertedRowsAreReadAfterwards() {
        List<JsonObject> events = published.by(() -> {
            jdbc(connection -> {
                try (PreparedStatement insert = connection
                        .prepareStatement(
                                "insert into Ware (id, name, amount, version) values (?, 'date', ?, 0), ('e', 'egg', 1, 0)")) {
                    insert.setString(1, "d");
                    insert.setInt(2, 4);
                    assertThat(insert.executeUpdate()).isEqualTo(2);
                }
            });
            entities.createNativeQuery(
                    "insert into Ware (id, name, amount, version) select id, 'archived', amount, 0 from Archived")
                    .executeUpdate();
            entities.createNativeQuery("insert into Ware_tags (Ware_id, tags) values ('c', 'old')").executeUpdate();
        });

        assertThat(summary(events)).containsExactly("insert Ware d", "insert Ware e", "insert Ware z", "update Ware c");
        assertThat(of(events, "d").getJsonObject("after").getInteger("amount")).isEqualTo(4);
        assertThat(of(events, "z").getJsonObject("after").getString("name")).isEqualTo("archived");
        assertThat(of(events, "c").getJsonObject("after").getJsonArray("tags")).containsExactly("old");
    }

    @Test
    void hqlInsertsAreCaptured() {
        List<JsonObject> events = published.by(() -> {
            entities.createQuery(
                    "insert into Ware (id, name, amount, version) select concat(a.id, '1'), 'h', a.amount, 0 from Archived a")
                    .executeUpdate();
            entities.createQuery("insert into Truck (wheels, owner, tons) values (4, 'eve', 3)").executeUpdate();
        });

        assertThat(events).hasSize(2);
        assertThat(of(events, "z1").getJsonObject("after").getInteger("amount")).isEqualTo(5);
        JsonObject truck = events.get(1).getJsonObject("data").getJsonObject("after");
        assertThat(truck.getString("owner")).isEqualTo("eve");
        assertThat(truck.getInteger("tons")).isEqualTo(3);
    }

    @Test
    void theCallersOwnGeneratedKeysAreNotDisturbed() {
        List<Long> keys = new ArrayList<>();
        List<JsonObject> events = published.by(() -> jdbc(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into Vehicle (wheels, owner) values (3, 'cid')",
                    Statement.RETURN_GENERATED_KEYS)) {
                insert.executeUpdate();
                ResultSet generated = insert.getGeneratedKeys();
                assertThat(generated.next()).isTrue();
                keys.add(generated.getLong("id"));
                assertThat(generated.next()).isFalse();
            }
            try (PreparedStatement insert = connection.prepareStatement("insert into Vehicle (wheels, owner) values (3, 'dan')",
                    new String[] { "owner" })) {
                insert.executeUpdate();
                ResultSet generated = insert.getGeneratedKeys();
                assertThat(generated.next()).isTrue();
                assertThat(generated.getString(1)).isEqualTo("dan");
            }
        }));

        assertThat(summary(events)).contains("insert Vehicle " + keys.get(0)).hasSize(2);
    }

    @Test
    void batchesAreCaptured() {
        List<JsonObject> events = published.by(() -> jdbc(connection -> {
            try (PreparedStatement insert = connection
                    .prepareStatement("insert into Ware (id, name, amount, version) values (?, ?, 0, 0)")) {
                for (String id : List.of("p", "q")) {
                    insert.setString(1, id);
                    insert.setString(2, "of " + id);
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).containsExactly(1, 1);
            }
            try (PreparedStatement update = connection.prepareStatement("update Ware set amount = ? where id = ?")) {
                for (String id : List.of("a", "b", "none")) {
                    update.setInt(1, 99);
                    update.setString(2, id);
                    update.addBatch();
                }
                assertThat(update.executeBatch()).containsExactly(1, 1, 0);
            }
            try (Statement both = connection.createStatement()) {
                both.addBatch("update Archived set amount = 6");
                both.addBatch("delete from Ware where id = 'c'");
                assertThat(both.executeBatch()).containsExactly(1, 1);
            }
        }));

        assertThat(summary(events)).containsExactly("insert Ware p", "insert Ware q", "update Ware a", "update Ware b",
                "delete Ware c");
        assertThat(of(events, "q").getJsonObject("after").getString("name")).isEqualTo("of q");
    }

    @Test
    void joinedTablesAreOneEntity() {
        List<JsonObject> updated = published.by(() -> assertThat(entities
                .createQuery("update Truck t set t.tons = t.tons + 1, t.owner = 'new ' || t.owner where t.wheels > 6")
                .executeUpdate())
                .isEqualTo(1));
        List<JsonObject> deleted = published.by(() -> entities.createQuery("delete from Vehicle v where v.wheels < 7")
                .executeUpdate());

        assertThat(updated).hasSize(1);
        JsonObject change = updated.get(0).getJsonObject("data");
        assertThat(change.getJsonObject("before").getString("owner")).isEqualTo("bob");
        assertThat(change.getJsonObject("after").getString("owner")).isEqualTo("new bob");
        assertThat(change.getJsonObject("after").getInteger("tons")).isEqualTo(21);
        assertThat(change.getJsonArray("changed").getList()).containsExactlyInAnyOrder("tons", "owner");
        assertThat(deleted).hasSize(1);
        assertThat(deleted.get(0).getString("operation")).isEqualTo("delete");
        assertThat(deleted.get(0).getJsonObject("data").getJsonObject("before").getInteger("tons")).isEqualTo(12);
    }

    @Test
    void anAbstractSuperclassWithATableOfItsOwnIsPartOfItsEntities() {
        List<JsonObject> events = published.by(() -> {
            entities.createNativeQuery("insert into Shape (id, color) values (1, 'red'), (2, 'blue')").executeUpdate();
            entities.createNativeQuery("insert into Circle (id, radius) values (1, 5), (2, 7)").executeUpdate();
        });
        assertThat(summary(events)).containsExactly("insert Circle 1", "insert Circle 2");
        assertThat(of(events, "2").getJsonObject("after").getString("color")).isEqualTo("blue");

        assertThat(summary(published.by(() -> entities.createQuery("update Shape s set s.color = 'green' where s.id = 1")
                .executeUpdate()))).containsExactly("update Circle 1");

        List<JsonObject> deleted = published.by(() -> entities.createQuery("delete from Circle").executeUpdate());
        assertThat(summary(deleted)).containsExactlyInAnyOrder("delete Circle 1", "delete Circle 2");
        assertThat(of(deleted, "1").getJsonObject("before").getInteger("radius")).isEqualTo(5);
        assertThat(of(deleted, "1").getJsonObject("before").getString("color")).isEqualTo("green");
    }

    @Test
    void compositeIdsAreFound() {
        UUID home = UUID.randomUUID();
        published.by(() -> {
            entities.persist(new Seat.Reserved(new Seat.Place("A", 1), "ann"));
            entities.persist(new Seat.Reserved(new Seat.Place("A", 2), "bob"));
            entities.persist(new Seat.Game(home, 1, "0:0"));
            entities.persist(new Seat.Game(home, 2, "0:0"));
        });

        List<JsonObject> events = published.by(() -> {
            entities.createQuery("update Reserved r set r.guest = 'x' where r.place.number = 2").executeUpdate();
            entities.createNativeQuery("update Game set result = '1:0' where round = 2").executeUpdate();
            entities.createNativeQuery("insert into Reserved (row_of, number_of, guest) values ('B', 3, 'eve')")
                    .executeUpdate();
        });

        assertThat(summary(events)).containsExactly("update Reserved " + events.get(0).getString("subject"),
                "update Game " + events.get(1).getString("subject"), "insert Reserved " + events.get(2).getString("subject"));
        assertThat(events.get(0).getJsonObject("data").getJsonObject("before").getString("guest")).isEqualTo("bob");
        assertThat(events.get(1).getString("subject")).contains(home.toString());
        assertThat(events.get(2).getJsonObject("data").getJsonObject("after").getString("guest")).isEqualTo("eve");
    }

    @Test
    void aForcedIncrementOfTheVersionIsCaptured() {
        List<JsonObject> events = published.by(() -> {
            entities.lock(entities.find(Ware.class, "b"), LockModeType.PESSIMISTIC_FORCE_INCREMENT);
            entities.lock(entities.find(Ware.class, "c"), LockModeType.OPTIMISTIC_FORCE_INCREMENT);
        });

        assertThat(summary(events)).containsExactly("update Ware b", "update Ware c");
        assertThat(of(events, "b").getJsonArray("changed")).containsExactly("version");
        assertThat(of(events, "c").getJsonArray("changed")).containsExactly("version");
    }

    @Test
    void whatASavepointRollsBackIsNotPublished() {
        List<JsonObject> events = published.by(() -> {
            entities.find(Ware.class, "a").amount = 1;
            entities.flush();
            entities.unwrap(Session.class).doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("savepoint here");
                    statement.executeUpdate("update Ware set amount = 2 where id in ('a', 'b')");
                    statement.execute("rollback to savepoint here");
                    statement.executeUpdate("update Ware set amount = 3 where id = 'c'");
                }
            });
        });

        assertThat(summary(events)).containsExactly("update Ware a", "update Ware c");
        assertThat(of(events, "a").getJsonObject("after").getInteger("amount")).isEqualTo(1);
    }

    @Test
    void whatIsOnlyInASavepointThatIsRolledBackIsNothing() {
        assertThat(published.by(() -> jdbc(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("savepoint here");
                statement.executeUpdate("update Ware set amount = 2");
                statement.execute("rollback to savepoint here");
            }
        }))).isEmpty();
    }

    @Test
    void statementsWhoseRowsCannotBeKnownAreRefused() {
        for (String sql : List.of("merge into Ware w using Archived a on (w.id = a.id) when matched then update set amount = 1",
                "update Ware set id = 'y' where id = 'a'", "update Ware set amount = 1; delete from Ware",
                "truncate table Ware", "with gone as (select 1) delete from Ware",
                "update elsewhere.Ware set amount = 1",
                "insert into Ware (id, name, amount, version) values ('a', 'x', 0, 0) on conflict do nothing")) {
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> jdbc(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }))).as(sql).hasMessageContaining("DURABLE-0141").hasMessageContaining(sql);
        }
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> jdbc(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("savepoint s");
                connection.prepareStatement("rollback to savepoint s");
            }
        }))).hasMessageContaining("DURABLE-0144");
        assertThat(published.soFar()).isEmpty();
    }

    @Test
    void aWriteOutsideOfATransactionIsRefused() {
        assertThatThrownBy(() -> jdbc(connection -> {
            try (PreparedStatement update = connection.prepareStatement("update Ware set amount = 1")) {
                update.executeUpdate();
            }
        })).hasMessageContaining("DURABLE-0143");
        assertThat(published.soFar()).isEmpty();
    }

    @Test
    void rowsThatWereNotKnownBeforeRollTheTransactionBack() {
        // false for the three rows when they are asked for, and true when they are written
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> jdbc(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(resetCounter());
                statement.executeUpdate("update Ware set amount = 1 where name <> 'end' and " + counter() + " > 3");
            }
        }))).hasMessageContaining("DURABLE-0145");
        assertThat(published.soFar()).isEmpty();
    }

    abstract String resetCounter();

    abstract String counter();

    @Test
    void writesOfEntitiesAreLeftToTheirEvents() {
        factory.getStatistics().setStatisticsEnabled(true);
        long sessions = factory.getStatistics().getSessionOpenCount();

        List<JsonObject> events = published.by(() -> {
            // no tags: other tests write these with statements, and after that they are read
            entities.persist(new Ware("n", "new", 1));
            entities.persist(new Truck(4, "new", 1));
            entities.find(Ware.class, "a").amount = 11;
            entities.remove(entities.find(Ware.class, "b"));
        });

        assertThat(events).hasSize(4);
        // one for each of the two transactions, and none that reads for a statement
        assertThat(factory.getStatistics().getSessionOpenCount() - sessions).isEqualTo(2);
    }

    @Test
    void statementsOnOtherTablesAreNoConcern() {
        jdbc(connection -> {
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("update Archived set amount = (select max(amount) from Ware)")).isEqualTo(1);
                assertThat(statement.executeQuery("select 'update Ware' from Ware").next()).isTrue();
            }
        });
        assertThat(published.soFar()).isEmpty();
    }

    private void jdbc(Sql sql) {
        try (Connection connection = datasource.getConnection()) {
            sql.on(connection);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static List<String> summary(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("operation") + " " + entity(event) + " "
                + event.getString("subject")).toList();
    }

    private static String entity(JsonObject event) {
        return event.getString("entity");
    }

    private static JsonObject of(List<JsonObject> events, String key) {
        return events.stream().filter(event -> event.getString("subject").equals(key)).findFirst().orElseThrow()
                .getJsonObject("data");
    }
}
