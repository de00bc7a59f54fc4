package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;

class StatementsMayBeIgnoredTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Ware.class, Published.class)
                    .addAsResource(
                            new StringAsset("insert into Ware (id, name, amount, version) values ('i', 'imported', 1, 0);\n"
                                    + "create table Catalog (code varchar primary key);\n"
                                    + "alter table Ware_tags add constraint renaming foreign key (Ware_id) references Catalog on update cascade;\n"),
                            "import.sql"))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:ignored")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/StatementsMayBeIgnoredTest")
            .overrideConfigKey("quarkus.durable.capture.bulk", "ignore")
            .overrideConfigKey("quarkus.durable.capture.unanalysable", "ignore")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create")
            .setLogRecordPredicate(record -> record.getMessage().startsWith("DURABLE-00"))
            .assertLogRecords(StatementsMayBeIgnoredTest::said);

    @Inject
    EntityManager entities;
    @Inject
    Published published;

    private static void said(List<LogRecord> records) {
        assertThat(records).filteredOn(record -> record.getMessage().startsWith("DURABLE-0041")).hasSize(1)
                .allSatisfy(
                        record -> assertThat(record.getParameters()).anyMatch(text -> text.toString().contains("'imported'")));
        assertThat(records).filteredOn(record -> record.getMessage().startsWith("DURABLE-0042")).hasSize(1)
                .allSatisfy(record -> assertThat(record.getParameters())
                        .anyMatch(text -> text.toString().contains(
                                "RENAMING of WARE_TAGS with ON UPDATE CASCADE (it changes a column that is part of the key)")));
        assertThat(records).filteredOn(record -> record.getMessage().startsWith("DURABLE-0040")).hasSize(2);
    }

    @Test
    void whatIsIgnoredIsExecutedAndSaidOnceForEachStatement() {
        List<?> events = published.by(() -> {
            for (int i = 0; i < 3; i++) {
                entities.createNativeQuery("update Ware set amount = amount + 1").executeUpdate();
                entities.createNativeQuery("merge into Ware (id, name, amount, version) key (id) values ('m', 'merged', 1, 0)")
                        .executeUpdate();
            }
        });

        assertThat(events).isEmpty();
        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(entities.find(Ware.class, "i").amount).isEqualTo(4);
            assertThat(entities.find(Ware.class, "m").name).isEqualTo("merged");
        });
    }
}
