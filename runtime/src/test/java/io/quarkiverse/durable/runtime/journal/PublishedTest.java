package io.quarkiverse.durable.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;

class PublishedTest {

    private static final Set<Operation> EACH = Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE);

    @Test
    void whatIsExcludedIsInNeitherImageNorAmongTheChangedNames() {
        ChangeEvent view = view(Set.of(), Set.of("pin", "address.street"), Set.of());
        assertThat(view.before()).isEqualTo(Map.of("id", 1, "name", "Ada", "address", Map.of("city", "Bonn")));
        assertThat(view.after()).isEqualTo(Map.of("id", 1, "name", "Eva", "address", Map.of("city", "Ulm")));
        assertThat(view.changed()).containsExactly("name", "address");
    }

    @Test
    void whatIsIncludedIsAll() {
        ChangeEvent view = view(Set.of("id", "address.city"), Set.of(), Set.of());
        assertThat(view.before()).isEqualTo(Map.of("id", 1, "address", Map.of("city", "Bonn")));
        assertThat(view.changed()).containsExactly("address");
        assertThat(view(Set.of("id", "address"), Set.of(), Set.of()).before())
                .isEqualTo(Map.of("id", 1, "address", Map.of("city", "Bonn", "street", "Ring")));
    }

    @Test
    void ofWhatIsMaskedItIsPublishedThatItIsThereAndThatItChanged() {
        ChangeEvent view = view(Set.of(), Set.of(), Set.of("pin", "address.street"));
        assertThat(view.before()).containsEntry("pin", "***").containsEntry("address",
                Map.of("city", "Bonn", "street", "***"));
        assertThat(view.after()).containsEntry("pin", null);
        assertThat(view.changed()).containsExactly("name", "pin", "address");
    }

    @Test
    void whatIsSaidOfAnEmbeddableIsSaidOfTheCollectionsInItWhichAreBesideIt() {
        Map<String, @Nullable Object> image = Map.of("id", 1, "address", Map.of("city", "Ulm"), "address.phones", List.of("1"));
        ChangeEvent event = event(image, image, List.of("address", "address.phones"));
        assertThat(view(event, Set.of(), Set.of("address"), Set.of()).after()).isEqualTo(Map.of("id", 1));
        assertThat(view(event, Set.of(), Set.of("address"), Set.of()).changed()).isEmpty();
        assertThat(view(event, Set.of(), Set.of(), Set.of("address")).after())
                .isEqualTo(Map.of("id", 1, "address", "***", "address.phones", "***"));
        assertThat(view(event, Set.of("id", "address"), Set.of(), Set.of()).after()).isEqualTo(image);
        assertThat(view(event, Set.of(), Set.of("address.phones"), Set.of()).after())
                .isEqualTo(Map.of("id", 1, "address", Map.of("city", "Ulm")));
    }

    @Test
    void ofOthersEverythingIsPublished() {
        Published published = new Published(Map.of("Other", new Published.Entity(Set.of("x"), Set.of(), Set.of(), EACH)));
        assertThat(published.view(event())).isEqualTo(event());
    }

    @Test
    void operationsThatAreNotNamedAreNotPublishedAndExplicitEventsAre() {
        Published published = new Published(
                Map.of("Customer", new Published.Entity(Set.of(), Set.of(), Set.of(), Set.of(Operation.INSERT))));
        assertThat(published.has(change(Operation.INSERT))).isTrue();
        assertThat(published.has(change(Operation.UPDATE))).isFalse();
        assertThat(published.has(change(Operation.DELETE))).isFalse();
        assertThat(published.has(change(Operation.EVENT))).isTrue();
    }

    private static Change change(Operation operation) {
        return new Change("c", "Customer", "1", operation, null, null, List.of());
    }

    private static ChangeEvent view(Set<String> include, Set<String> exclude, Set<String> mask) {
        return view(event(), include, exclude, mask);
    }

    private static ChangeEvent view(ChangeEvent event, Set<String> include, Set<String> exclude, Set<String> mask) {
        return new Published(Map.of("Customer", new Published.Entity(include, exclude, mask, EACH))).view(event);
    }

    private static ChangeEvent event() {
        Map<String, @Nullable Object> after = new HashMap<>(
                Map.of("id", 1, "name", "Eva", "address", Map.of("city", "Ulm", "street", "Ring")));
        after.put("pin", null);
        return event(Map.of("id", 1, "name", "Ada", "pin", "1234", "address", Map.of("city", "Bonn", "street", "Ring")), after,
                List.of("name", "pin", "address"));
    }

    private static ChangeEvent event(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after,
            List<String> changed) {
        return new ChangeEvent("l:1:0", "l", 1, 1, 0, 1, "c", "Customer", "s1", "1", "1", Operation.UPDATE, before, after,
                changed, Instant.EPOCH, "acme", "ada", "00-1-2-01", "r-1", "why");
    }
}
