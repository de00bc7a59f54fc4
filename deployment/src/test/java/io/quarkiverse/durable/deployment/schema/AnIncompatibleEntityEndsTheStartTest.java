package io.quarkiverse.durable.deployment.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

class AnIncompatibleEntityEndsTheStartTest {

    private static final Class<?> SELF = AnIncompatibleEntityEndsTheStartTest.class;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Parcels.application(SELF)
            .setBeforeAllCustomizer(() -> Parcels.logOfAnEarlierVersion(SELF))
            .overrideConfigKey("quarkus.durable.schema.incompatible", "fail")
            .assertException(error -> {
                assertThat(error).hasMessageContaining("DURABLE-0251")
                        .hasMessageContaining("parcel: its id was TEXT and is INTEGER (accepted as parcel:")
                        .hasMessageContaining("quarkus.durable.schema.accepted").hasMessageNotContaining("sender");
                assertThat(Parcels.attached(SELF)).as("left as it was").contains("sender");
            });

    @Test
    void theStartSaysWhatIsNotAsItWas() {
        fail("the application started");
    }
}
