package io.quarkiverse.durable.runtime.capture;

import static io.quarkiverse.durable.runtime.journal.Records.change;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;

class ChangeBufferTest {

    private final ChangeBuffer buffer = new ChangeBuffer();

    @Test
    void writesOfARowAreMergedUntilTheyAreDrainedAndNotAcross() {
        buffer.add(change("a", Operation.INSERT, null, image("n", 1)));
        buffer.add(change("a", Operation.UPDATE, image("n", 1), image("n", 2)));
        assertThat(buffer.drain()).containsExactly(change("a", Operation.INSERT, null, image("n", 2)));
        buffer.add(change("a", Operation.UPDATE, image("n", 2), image("n", 3)));
        buffer.add(change("a", Operation.DELETE, image("n", 3), null));
        assertThat(buffer.drain()).containsExactly(change("a", Operation.DELETE, image("n", 2), null));
        assertThat(buffer.drain()).isEmpty();
    }

    @Test
    void rowsOfTwoTenantsAreTwoRows() {
        Change mine = change("a", Operation.INSERT, null, image("n", 1));
        Change theirs = mine.ofTenant("other");
        buffer.add(mine);
        buffer.add(theirs);
        buffer.add(change("a", Operation.UPDATE, image("n", 1), image("n", 2)).ofTenant("other"));
        assertThat(buffer.changes()).containsExactly(mine,
                change("a", Operation.INSERT, null, image("n", 2)).ofTenant("other"));
    }

    @Test
    void whatWasInsertedBeforeTheDrainAndDeletedAfterItIsBoth() {
        buffer.add(change("a", Operation.INSERT, null, image("n", 1)));
        List<Change> all = new ArrayList<>(buffer.drain());
        buffer.add(change("a", Operation.DELETE, image("n", 1), null));
        all.addAll(buffer.drain());
        assertThat(all).extracting(Change::operation).containsExactly(Operation.INSERT, Operation.DELETE);
    }

    @Test
    void anUpdateThatChangedNothingInTheEndIsNone() {
        buffer.add(change("a", Operation.UPDATE, image("n", 1), image("n", 2)));
        buffer.add(change("b", Operation.INSERT, null, image("n", 1)));
        buffer.add(change("a", Operation.UPDATE, image("n", 2), image("n", 1)));
        assertThat(buffer.drain()).containsExactly(change("b", Operation.INSERT, null, image("n", 1)));
        buffer.add(change("b", Operation.UPDATE, image("tags", List.of()), image("tags", List.of())));
        assertThat(buffer.drain()).isEmpty();
        Change unknown = change("b", Operation.UPDATE, null, image("n", 1));
        buffer.add(unknown);
        assertThat(buffer.drain()).as("nobody knows what was there").containsExactly(unknown);
    }

    @Test
    void itKnowsWhatItHolds() {
        buffer.add(change("a", Operation.INSERT, null, image("text", "x".repeat(100))));
        long small = buffer.bytes();
        assertThat(small).isGreaterThan(100);
        buffer.add(change("a", Operation.UPDATE, image("text", "x".repeat(100)), image("text", "x".repeat(10_000))));
        assertThat(buffer.bytes() - small).as("merged: the second state in place of the first").isEqualTo(2 * 9_900);
        buffer.add(change("b", Operation.INSERT, null, image("text", "x".repeat(10_000))));
        assertThat(buffer.bytes()).isEqualTo(2 * (small + 2 * 9_900));
        buffer.add(change("b", Operation.DELETE, image("text", "x"), null));
        assertThat(buffer.bytes()).isEqualTo(small + 2 * 9_900);
        buffer.drain();
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void whatCameAfterAPositionCanBeTakenBackUnlessItWasDrained() {
        buffer.add(change("a", Operation.INSERT, null, image("n", 1)));
        long bytes = buffer.bytes();
        long first = buffer.position();
        buffer.add(change("a", Operation.UPDATE, image("n", 1), image("n", 2)));
        long second = buffer.position();
        buffer.add(change("b", Operation.INSERT, null, image("n", 1)));
        buffer.truncate(second);
        assertThat(buffer.changes()).extracting(Change::operation).containsExactly(Operation.INSERT, Operation.UPDATE);
        buffer.truncate(first);
        assertThat(buffer.changes()).containsExactly(change("a", Operation.INSERT, null, image("n", 1)));
        assertThat(buffer.bytes()).isEqualTo(bytes);
        buffer.drain();
        buffer.truncate(first);
        buffer.add(change("c", Operation.INSERT, null, image("n", 1)));
        buffer.drain();
        assertThatThrownBy(() -> buffer.truncate(first)).hasMessageContaining("DURABLE-0119");
    }

    /** Whatever is written, drained and taken back: who applies the changes in their order has the rows. */
    @Test
    void theChangesInTheirOrderAlwaysGiveTheRows() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            ChangeBuffer own = new ChangeBuffer();
            Map<String, Integer> rows = new HashMap<>();
            List<Change> out = new ArrayList<>();
            @Nullable
            Map<String, Integer> saved = null;
            long position = 0;
            for (int step = 0; step < 200; step++) {
                int what = random.nextInt(40);
                if (what == 0) {
                    out.addAll(own.drain());
                    saved = null;
                } else if (what == 1) {
                    saved = new HashMap<>(rows);
                    position = own.position();
                } else if (what == 2 && saved != null) {
                    own.truncate(position);
                    rows = new HashMap<>(saved);
                } else {
                    write(own, rows, "k" + random.nextInt(8), step, random.nextInt(3) == 0);
                }
            }
            out.addAll(own.drain());
            assertThat(applied(out, seed)).as("seed " + seed).isEqualTo(rows);
        }
    }

    private static void write(ChangeBuffer to, Map<String, Integer> rows, String key, int value, boolean delete) {
        Integer before = rows.get(key);
        if (before == null) {
            to.add(change(key, Operation.INSERT, null, image("n", value)));
            rows.put(key, value);
        } else if (delete) {
            to.add(change(key, Operation.DELETE, image("n", before), null));
            rows.remove(key);
        } else {
            to.add(change(key, Operation.UPDATE, image("n", before), image("n", value)));
            rows.put(key, value);
        }
    }

    private static Map<String, Object> applied(List<Change> changes, long seed) {
        Map<String, Object> rows = new HashMap<>();
        for (Change change : changes) {
            Map<String, @Nullable Object> before = change.before();
            assertThat(rows.get(change.key())).as("what %s of seed %s finds", change, seed)
                    .isEqualTo(before == null ? null : before.get("n"));
            if (change.after() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.after().get("n"));
            }
        }
        return rows;
    }
}
