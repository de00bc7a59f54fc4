package io.quarkiverse.durable.deployment.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class CascadesMayBeRefusedTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Ware.class, Published.class).addAsResource(new StringAsset(
                    "create table Catalog (code varchar primary key);\n"
                            + "alter table Ware_tags add constraint renaming foreign key (Ware_id) references Catalog on update cascade;\n"),
                    "import.sql"))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:cascades")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/CascadesMayBeRefusedTest")
            .overrideConfigKey("quarkus.durable.capture.database-changes", "fail")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create")
            .assertException(error -> assertThat(error).hasStackTraceContaining("DURABLE-0241")
                    .hasStackTraceContaining(
                            "RENAMING of WARE_TAGS with ON UPDATE CASCADE (it changes a column that is part of the key)"));

    @Test
    void theStartFailsWithASentence() {
        fail("the application started");
    }
}
