package io.quarkiverse.durable.runtime.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Durable;

class SubmissionTest {

    @Test
    void whatMayNotBeInTheLogIsTakenOutWithAllThatIsInIt() {
        assertThat(without("name")).isEqualTo(Map.of("address", Map.of("city", "Ulm"), "address.phones", List.of("1")));
        assertThat(without("address")).isEqualTo(Map.of("name", "Ada"));
        assertThat(without("address.city")).isEqualTo(Map.of("name", "Ada", "address", Map.of(), "address.phones",
                List.of("1")));
        assertThat(without("address.phones")).isEqualTo(Map.of("name", "Ada", "address", Map.of("city", "Ulm")));
    }

    @Test
    void aCollectionIsUnloggedWithItsEmbeddable() {
        assertThat(unlogged("address").isUnlogged("address.phones")).isTrue();
        assertThat(unlogged("address.phones").isUnlogged("address.phones")).isTrue();
        assertThat(unlogged("address").isUnlogged("addresses")).isFalse();
        assertThat(unlogged("address.phones").isUnlogged("address")).isFalse();
    }

    private static Map<String, Object> without(String path) {
        Map<String, Object> image = new HashMap<>(Map.of("name", "Ada", "address", new HashMap<>(Map.of("city", "Ulm")),
                "address.phones", List.of("1")));
        Submission.remove(image, path);
        return image;
    }

    private static CaptureModel.Entity unlogged(String path) {
        return new CaptureModel.Entity("Customer", "Customer", "c", List.of(), Set.of(path), Durable.Before.ALWAYS);
    }
}
