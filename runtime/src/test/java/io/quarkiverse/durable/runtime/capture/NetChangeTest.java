package io.quarkiverse.durable.runtime.capture;

import static io.quarkiverse.durable.Operation.DELETE;
import static io.quarkiverse.durable.Operation.EVENT;
import static io.quarkiverse.durable.Operation.INSERT;
import static io.quarkiverse.durable.Operation.UPDATE;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

class NetChangeTest {

    private static final Map<String, @Nullable Object> A = image("id", "1", "v", "a");
    private static final Map<String, @Nullable Object> B = image("id", "1", "v", "b");
    private static final Map<String, @Nullable Object> C = image("id", "1", "v", "c");

    @Test
    void insertThenUpdateIsAnInsertOfTheSecondState() {
        assertThat(NetChange.of(change(INSERT, null, A), change(UPDATE, A, B, "v"))).isEqualTo(change(INSERT, null, B));
    }

    @Test
    void insertThenPartialUpdateKeepsTheRest() {
        assertThat(NetChange.of(change(INSERT, null, A), change(UPDATE, null, image("tags", List.of("x")), "tags")))
                .isEqualTo(change(INSERT, null, image("id", "1", "v", "a", "tags", List.of("x"))));
    }

    @Test
    void insertThenDeleteIsNothing() {
        assertThat(NetChange.of(change(INSERT, null, A), change(DELETE, A, null))).isNull();
    }

    @Test
    void updateThenUpdateGoesFromTheFirstBeforeToTheLastAfter() {
        assertThat(NetChange.of(change(UPDATE, A, B, "v"), change(UPDATE, B, C, "w")))
                .isEqualTo(change(UPDATE, A, C, "v", "w"));
    }

    @Test
    void whatTwoUpdatesChangedIsWhatDiffersInTheEnd() {
        assertThat(NetChange.of(change(UPDATE, A, B, "v"), change(UPDATE, B, A, "v"))).isEqualTo(change(UPDATE, A, A));
        assertThat(NetChange.of(change(UPDATE, A, B), change(UPDATE, null, C))).isEqualTo(change(UPDATE, A, C, "v"));
    }

    @Test
    void updateThenDeleteIsADeleteOfTheFirstBefore() {
        assertThat(NetChange.of(change(UPDATE, A, B, "v"), change(DELETE, B, null))).isEqualTo(change(DELETE, A, null));
    }

    @Test
    void aStateInTheMiddleIsNeverShownAsTheStateBefore() {
        Change known = change(UPDATE, A, image("id", "1", "v", "b", "tags", List.of("x")), "v", "tags");
        assertThat(NetChange.of(known, change(UPDATE, image("id", "1", "tags", List.of("x")),
                image("id", "1", "tags", List.of("y")), "tags")))
                .isEqualTo(change(UPDATE, A, image("id", "1", "v", "b", "tags", List.of("y")), "v", "tags"));
        assertThat(NetChange.of(change(UPDATE, null, B), change(UPDATE, B, C, "v"))).isEqualTo(change(UPDATE, null, C));
        assertThat(NetChange.of(change(UPDATE, null, B, "v"), change(UPDATE, null, C))).isEqualTo(change(UPDATE, null, C));
        assertThat(NetChange.of(change(UPDATE, null, B), change(DELETE, B, null))).isEqualTo(change(DELETE, null, null));
    }

    @Test
    void whatAStatementDidNotChangeIsKnownAsSoonAsAnyoneHasReadIt() {
        Change added = change(UPDATE, null, image("id", "1", "tags", List.of("x", "y")), "tags");
        Map<String, Object> found = image("id", "1", "v", "a", "tags", List.of("x", "y"));
        Map<String, Object> rest = image("id", "1", "v", "a");
        assertThat(NetChange.of(added, change(DELETE, found, null))).isEqualTo(change(DELETE, rest, null));
        assertThat(NetChange.of(added, change(UPDATE, found, image("id", "1", "v", "b", "tags", List.of("x", "y")), "v")))
                .isEqualTo(change(UPDATE, rest, image("id", "1", "v", "b", "tags", List.of("x", "y")), "tags", "v"));
    }

    @Test
    void deleteThenInsertIsAnUpdateThatNamesWhatDiffers() {
        assertThat(NetChange.of(change(DELETE, A, null), change(INSERT, null, B))).isEqualTo(change(UPDATE, A, B, "v"));
        assertThat(NetChange.of(change(DELETE, null, null), change(INSERT, null, B))).isEqualTo(change(UPDATE, null, B));
    }

    @Test
    void pairsThatDoNotHappenTakeTheSecond() {
        assertThat(NetChange.of(change(DELETE, A, null), change(UPDATE, B, C))).isEqualTo(change(UPDATE, B, C));
    }

    @Test
    void whatIsDeletedTwiceIsDeletedOnce() {
        assertThat(NetChange.of(change(DELETE, A, null), change(DELETE, B, null))).isEqualTo(change(DELETE, A, null));
    }

    @Test
    void aBufferKeepsOneChangeForEachRowInThePlaceOfTheFirst() {
        ChangeBuffer buffer = new ChangeBuffer();
        Change other = new Change("c", "Other", "1", INSERT, null, A, List.of());
        buffer.add(change(INSERT, null, A));
        buffer.add(other);
        buffer.add(change(UPDATE, A, B, "v"));
        assertThat(buffer.changes()).containsExactly(change(INSERT, null, B), other);
    }

    @Test
    void aRowThatCameAndWentAndCameAgainIsThere() {
        ChangeBuffer buffer = new ChangeBuffer();
        buffer.add(change(INSERT, null, A));
        buffer.add(change(DELETE, A, null));
        assertThat(buffer.changes()).isEmpty();
        buffer.add(change(INSERT, null, B));
        assertThat(buffer.changes()).containsExactly(change(INSERT, null, B));
    }

    @Test
    void explicitEventsAreNotMerged() {
        ChangeBuffer buffer = new ChangeBuffer();
        buffer.add(change(EVENT, null, A));
        buffer.add(change(EVENT, null, A));
        assertThat(buffer.changes()).hasSize(2);
    }

    private static Change change(Operation operation, @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after, String... changed) {
        return new Change("c", "Row", "1", operation, before, after, List.of(changed));
    }
}
