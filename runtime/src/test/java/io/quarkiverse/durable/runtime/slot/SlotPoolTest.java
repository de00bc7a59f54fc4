package io.quarkiverse.durable.runtime.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class SlotPoolTest {

    private final AtomicLong releases = new AtomicLong();
    private final SlotPool pool = new SlotPool(releases);

    @Test
    void theSlotFreedLastIsTakenFirst() {
        pool.reset(List.of(used(1, 10), used(2, 20)));
        pool.release(3, 30, true, null);
        assertThat(pool.take(releases.get()).number()).isEqualTo(3);
        assertThat(pool.take(releases.get()).number()).isEqualTo(2);
    }

    @Test
    void aSlotFreedAfterTheTransactionBeganIsNotGivenToIt() {
        Slot first = pool.take(releases.get());
        long began = releases.get();
        pool.release(first.number(), 10, true, null);
        Slot second = pool.take(began);
        assertThat(second.exists()).isFalse();
        assertThat(second.number()).isNotEqualTo(first.number());
    }

    @Test
    void anOlderFreeSlotIsPreferredToANewNumber() {
        pool.reset(List.of(used(1, 10)));
        long began = releases.get();
        pool.release(2, 20, true, null);
        assertThat(pool.take(began)).isEqualTo(new Slot(1, 10, true, null, began));
    }

    @Test
    void aNumberThatNeverGotARowIsTakenBeforeANewOne() {
        Slot never = pool.take(0);
        long began = releases.get();
        pool.release(never.number(), 0, false, null);
        assertThat(pool.take(began).number()).isEqualTo(never.number());
        assertThat(pool.highest()).isEqualTo(never.number());
    }

    @Test
    void whatRecoveryFoundIsFreeForTransactionsThatBeginAfterwards() {
        long before = releases.get();
        pool.reset(List.of(used(7, 70)));
        assertThat(pool.take(before).number()).as("began before").isEqualTo(8);
        assertThat(pool.take(releases.get()).number()).isEqualTo(7);
    }

    @Test
    void poolsOfSeveralDatabasesReuseSlotsThoughOneOfThemIsIdle() {
        AtomicLong releases = new AtomicLong();
        SlotPool busy = new SlotPool(releases);
        new SlotPool(releases).reset(List.of());
        for (int i = 1; i <= 100; i++) {
            long began = releases.get();
            busy.release(busy.take(began).number(), i, true, null);
        }
        assertThat(busy.highest()).isEqualTo(1);
    }

    @Test
    void neverTwiceAndNeverOneFreedSinceTheTransactionBegan() {
        for (long seed = 1; seed <= 200; seed++) {
            new Walk(seed).run();
        }
    }

    private static Slot used(int number, long lastTx) {
        return new Slot(number, lastTx, true, null, 0);
    }

    /** Transactions that begin, take, and give back in any order. */
    private static final class Walk {

        private final Random random;
        private final String name;
        private final AtomicLong releases = new AtomicLong();
        private final SlotPool pool = new SlotPool(releases);
        private final List<Long> begun = new ArrayList<>();
        private final List<Slot> taken = new ArrayList<>();
        private final Set<Integer> inUse = new HashSet<>();
        private final Map<Integer, Long> freedAt = new HashMap<>();
        private final Map<Integer, Long> lastTx = new HashMap<>();
        private long transaction;

        Walk(long seed) {
            this.random = new Random(seed);
            this.name = "seed " + seed;
        }

        void run() {
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(3)) {
                    case 0 -> begun.add(releases.get());
                    case 1 -> {
                        if (!begun.isEmpty()) {
                            take(begun.remove(random.nextInt(begun.size())));
                        }
                    }
                    default -> {
                        if (!taken.isEmpty()) {
                            giveBack(taken.remove(random.nextInt(taken.size())), random.nextInt(4) > 0);
                        }
                    }
                }
            }
        }

        private void take(long began) {
            Slot slot = pool.take(began);
            assertThat(inUse.add(slot.number())).as(name + ": slot " + slot.number() + " is used once at a time").isTrue();
            assertThat(slot.exists()).as(name).isEqualTo(lastTx.containsKey(slot.number()));
            if (slot.exists()) {
                assertThat(freedAt.get(slot.number())).as(name).isLessThanOrEqualTo(began);
                assertThat(slot.lastTx()).as(name).isEqualTo(lastTx.get(slot.number()));
            }
            taken.add(slot);
        }

        private void giveBack(Slot slot, boolean committed) {
            inUse.remove(slot.number());
            if (committed) {
                lastTx.put(slot.number(), ++transaction);
            }
            pool.release(slot.number(), committed ? transaction : slot.lastTx(), committed || slot.exists(), null);
            freedAt.put(slot.number(), releases.get());
        }
    }
}
