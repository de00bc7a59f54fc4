package io.quarkiverse.durable.deployment.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.json.JsonObject;

/** Each tenant has a schema of its own with the same tables; the same on every database. */
abstract class SchemaPerTenant {

    /** In the one the column is finer than in the other. */
    static final List<String> TABLES = List.of(
            "create schema \"blue\"", "create schema \"red\"",
            "create table \"blue\".Bill (id varchar(100) primary key, amount numeric(20, 2))",
            "create table \"red\".Bill (id varchar(100) primary key, amount numeric(20, 1))",
            "create table \"blue\".Bill_lines (Bill_id varchar(100), lines varchar(100))",
            "create table \"red\".Bill_lines (Bill_id varchar(100), lines varchar(100))");

    @Inject
    EntityManager entities;
    @Inject
    StatelessSession stateless;
    @Inject
    SessionFactory factory;
    @Inject
    AgroalDataSource datasource;
    @Inject
    @PersistenceUnitExtension
    Tenant tenant;
    @Inject
    Bills bills;

    /** A transaction. */
    interface Work {
        void run() throws Exception;
    }

    @BeforeEach
    void empty() throws Exception {
        // outside of a request Quarkus knows no tenant
        Arc.container().requestContext().activate();
        for (String each : List.of("blue", "red")) {
            as(each, () -> entities.createQuery("from Bill", Bill.class).getResultList().forEach(entities::remove));
        }
        events();
    }

    @AfterEach
    void endRequest() {
        Arc.container().requestContext().terminate();
    }

    @Test
    void eachTenantHasItsRowsAndItsEvents() throws Exception {
        as("blue", () -> entities.persist(bill("1", "1.25")));
        as("red", () -> entities.persist(bill("1", "2.25")));
        as("blue", () -> entities.find(Bill.class, "1").lines.add("more"));
        as("red", () -> entities.remove(entities.find(Bill.class, "1")));

        assertThat(summary(events())).containsExactly("blue insert 1 1.25", "red insert 1 2.3", "blue update 1 null",
                "red delete 1 2.3");
        assertThat(rows("blue")).containsExactly("1 1.25");
        assertThat(rows("red")).isEmpty();
    }

    @Test
    void aStatelessSessionWritesForItsTenant() throws Exception {
        as("red", () -> stateless.insert(bill("1", "1.25")));
        as("blue", () -> stateless.upsert(bill("1", "2.25")));
        as("red", () -> stateless.delete(stateless.get(Bill.class, "1")));

        assertThat(summary(events())).containsExactly("red insert 1 1.3", "blue insert 1 2.25", "red delete 1 1.3");
    }

    @Test
    void aStatementWritesForTheTenantOfItsConnection() throws Exception {
        as("blue", () -> entities.persist(bill("1", "1.25")));
        as("red", () -> entities.persist(bill("1", "2.25")));
        events();

        as("red", () -> entities.createQuery("update Bill set amount = 7").executeUpdate());
        as("blue", () -> {
            entities.find(Bill.class, "1");
            tenant.become("red");
            entities.createNativeQuery("update Bill set amount = 8").executeUpdate();
            jdbc("insert into Bill (id, amount) values ('2', 9)");
        });
        as("red", () -> entities.createQuery("delete from Bill").executeUpdate());

        assertThat(summary(events())).containsExactly("red update 1 7.0", "blue update 1 8.0", "blue insert 2 9.0",
                "red delete 1 7.0");
    }

    @Test
    void twoTenantsInOneTransactionAreRefusedWhereOneWouldWriteForTheOther() throws Exception {
        as("blue", () -> entities.persist(bill("1", "1.25")));
        events();

        assertThatThrownBy(() -> as("blue", () -> {
            entities.find(Bill.class, "1").amount = new java.math.BigDecimal("3.00");
            try (Session other = factory.withOptions().tenantIdentifier((Object) "red").openSession()) {
                other.find(Bill.class, "1");
            }
            entities.persist(bill("2", "2.00"));
            entities.flush();
        })).hasStackTraceContaining("DURABLE-0151: A session of the tenant blue wrote to the schema red");
        assertThatThrownBy(() -> as("blue", () -> {
            stateless.get(Bill.class, "1");
            try (Session other = factory.withOptions().tenantIdentifier((Object) "red").openSession()) {
                other.find(Bill.class, "1");
            }
            stateless.insert(bill("3", "2.00"));
        })).hasStackTraceContaining("DURABLE-0151");

        assertThat(summary(events())).isEmpty();
        assertThat(rows("blue")).containsExactly("1 1.25");
        assertThat(rows("red")).isEmpty();
    }

    @Test
    void theSlotTableIsInOneSchema() throws Exception {
        as("blue", () -> entities.persist(bill("1", "1.25")));
        as("red", () -> entities.persist(bill("1", "2.25")));

        assertThat(query("select table_schema from information_schema.tables where lower(table_name) = 'durable_slot'"))
                .hasSize(1).element(0).asString().isEqualToIgnoringCase("public");
        events();
    }

    private void as(String who, Work work) throws Exception {
        tenant.become(who);
        QuarkusTransaction.requiringNew().call(() -> {
            work.run();
            return null;
        });
    }

    private List<JsonObject> events() throws Exception {
        String end = "end " + UUID.randomUUID();
        as("blue", () -> entities.persist(bill(end, "0")));
        List<JsonObject> events = bills.before(end);
        as("blue", () -> entities.remove(entities.find(Bill.class, end)));
        events.removeIf(event -> event.getString("subject").startsWith("end "));
        return events;
    }

    private static Bill bill(String id, String amount) {
        return new Bill(id, amount);
    }

    private static List<String> summary(List<JsonObject> events) {
        return events.stream().map(event -> {
            JsonObject data = event.getJsonObject("data");
            JsonObject state = data.getJsonObject(event.getString("operation").equals("delete") ? "before" : "after");
            return event.getString("tenant") + " " + event.getString("operation") + " " + event.getString("subject") + " "
                    + (state.containsKey("amount") ? state.getValue("amount") : null);
        }).toList();
    }

    private List<String> rows(String schema) throws Exception {
        return query("select id || ' ' || amount from \"" + schema + "\".Bill where id not like 'end %' order by id");
    }

    private List<String> query(String sql) throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection = datasource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private void jdbc(String sql) throws SQLException {
        try (Connection connection = datasource.getConnection(); Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
