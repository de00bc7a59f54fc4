package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.deployment.statements.Rack.Box;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonObject;

/** What the database does by foreign keys, with little memory, and where statements of the application are refused. */
class CascadesAreCapturedTest {

    private static final int BOXES = 600;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Rack.class, Box.class, Ware.class, Published.class)
                    .addClasses(Seat.class.getDeclaredClasses()).addClass(Seat.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:racks")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/CascadesAreCapturedTest")
            .overrideConfigKey("quarkus.durable.capture.buffer-size", "1K")
            .overrideConfigKey("quarkus.durable.capture.bulk", "reject")
            .overrideConfigKey("quarkus.durable.capture.database-changes", "fail")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    @Inject
    EntityManager entities;
    @Inject
    SessionFactory factory;
    @Inject
    AgroalDataSource datasource;
    @Inject
    Published published;

    @BeforeEach
    void fill() {
        published.by(() -> {
            entities.createQuery("from Box", Box.class).getResultList().forEach(entities::remove);
            entities.createQuery("from Rack", Rack.class).getResultList().forEach(entities::remove);
            entities.flush();
            entities.persist(new Rack());
        });
    }

    @Test
    void rowsThatTheSessionLeavesToTheDatabaseAreDeletedOnce() {
        published.by(() -> {
            Rack rack = entities.find(Rack.class, 0);
            for (int i = 0; i < BOXES; i++) {
                Box box = new Box(i, rack);
                box.spare = rack;
                entities.persist(box);
            }
        });

        List<JsonObject> events = published.by(() -> {
            Rack rack = entities.find(Rack.class, 0);
            assertThat(rack.boxes).hasSize(BOXES);
            entities.remove(rack);
        });

        assertThat(events).hasSize(BOXES).allMatch(event -> event.getString("operation").equals("delete"));
        assertThat(events).extracting(event -> event.getString("subject")).doesNotHaveDuplicates();
        assertThat(events.get(0).getJsonObject("data").getJsonObject("before").getInteger("rack")).isZero();
    }

    @Test
    void statementsFromWhichTheDatabaseGoesOnAreRefusedAsTheSettingsSay() {
        box(false);

        assertThatThrownBy(() -> execute("delete from Rack")).hasMessageContaining("DURABLE-0142")
                .hasMessageContaining("durable table box (by a foreign key that leads to rack)");
        assertThatThrownBy(() -> execute("truncate table Rack")).hasMessageContaining("DURABLE-0141")
                .hasMessageContaining("box (by a foreign key that leads to rack)");
        assertThat(published.soFar()).isEmpty();
    }

    @Test
    void statementsFromWhichItDoesNotAreNoConcern() {
        factory.getStatistics().setStatisticsEnabled(true);
        long sessions = factory.getStatistics().getSessionOpenCount();
        execute("insert into Rack (id, name) values (7, 'seven')");
        execute("update Rack set name = 'delete' where id = 7");
        published.by(() -> entities.find(Rack.class, 7).name = "changed");
        published.by(() -> entities.remove(entities.find(Rack.class, 7)));

        assertThat(factory.getStatistics().getSessionOpenCount() - sessions).as("none that reads").isEqualTo(4);
        assertThat(published.soFar()).isEmpty();
    }

    @Test
    void aRowThatTheMappingDoesNotShowIsNotDeletedUnseen() {
        box(true);

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> entities.remove(entities.find(Rack.class, 0))))
                .hasStackTraceContaining("DURABLE-0146").hasStackTraceContaining("foreign key");
        assertThat(published.soFar()).isEmpty();
        execute("update Rack set name = 'still there'");
        clearHidden();
    }

    private void box(boolean hidden) {
        published.by(() -> {
            Box box = new Box(1, entities.find(Rack.class, 0));
            box.hidden = hidden;
            entities.persist(box);
        });
    }

    private void clearHidden() {
        try (Connection connection = datasource.unwrap(io.agroal.pool.DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from Box");
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = datasource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
