package io.quarkiverse.durable.deployment.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.durable.Durable;
import io.quarkus.test.QuarkusUnitTest;

class XaOnH2Test {

    @Durable
    @Entity(name = "Something")
    static class Something {
        @Id
        long id;
    }

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Something.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", "jdbc:h2:mem:xa")
            .overrideConfigKey("quarkus.datasource.jdbc.transactions", "xa")
            .overrideConfigKey("quarkus.devservices.enabled", "false")
            .assertException(error -> assertThat(error).hasMessageContaining("DURABLE-0513")
                    .hasMessageContaining("quarkus.datasource.jdbc.transactions=xa").hasMessageContaining("postgresql"));

    @Test
    void theBuildFailsWithASentence() {
        fail("the application was built");
    }
}
