package io.quarkiverse.durable.deployment.spine;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class CommittedChangesOnH2ArePublishedTest extends CommittedChangesArePublished {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(CommittedChangesArePublished.class, Parcel.class, Received.class,
                    AtStartUp.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:published")
            .overrideConfigKey("quarkus.durable.directory", "target/test-logs/CommittedChangesOnH2ArePublishedTest")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .overrideConfigKey("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");
}
