package io.quarkiverse.durable.deployment.spine;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkus.test.QuarkusUnitTest;

class CommittedChangesOnPostgresArePublishedTest extends CommittedChangesArePublished {

    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final PostgresServer.Database DATABASE = SERVER.createDatabase("published");

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(CommittedChangesArePublished.class, Parcel.class, Received.class,
                    AtStartUp.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql")
            .overrideConfigKey("quarkus.datasource.jdbc.url", DATABASE.url())
            .overrideConfigKey("quarkus.datasource.username", SERVER.user())
            .overrideConfigKey("quarkus.datasource.password", SERVER.password())
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/CommittedChangesOnPostgresArePublishedTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");
}
