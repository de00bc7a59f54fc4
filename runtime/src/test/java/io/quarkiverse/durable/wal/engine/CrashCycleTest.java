package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/**
 * A long seeded life of one log: appends, roll-overs, cursors, truncation, faults, crashes. After every crash the log must hold
 * every acknowledged record that was not truncated, as it was written, and nothing that was never appended.
 */
class CrashCycleTest {

    private static final int CYCLES_PER_SEED = 40;

    @Test
    void keepsWhatWasAcknowledgedAndInventsNothing() {
        int cycles = Integer.getInteger("wal.cycles", 2_000);
        long first = Long.getLong("wal.seed", 1);
        for (long seed = first; seed < first + Math.max(1, cycles / CYCLES_PER_SEED); seed++) {
            try {
                new Life(seed).live();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Seed " + seed + " failed; repeat with: mvn -pl runtime test -Dtest=CrashCycleTest"
                        + " -Dwal.cycles=1 -Dwal.seed=" + seed, e);
            }
        }
    }

    private static final class Life {

        private final Random random;
        private final SimulatedStorage storage;
        private final WalOptions options;
        private final SegmentCipher cipher;
        /** Every payload that was ever handed in under an LSN since the last recovery proved what became of it. */
        private final Map<Long, List<Integer>> appended = new HashMap<>();
        private final Map<Long, Integer> acknowledged = new HashMap<>();
        private long cursor;
        private int nextContent;

        Life(long seed) {
            random = new Random(seed);
            storage = new SimulatedStorage(seed);
            options = WalOptions.defaults(Path.of("simulated")).withSegmentSize(64 << 10)
                    .withDirectIo(random.nextInt(3) > 0).withCompression(seed % 3 == 0 ? 200 : 0);
            cipher = seed % 2 == 0 ? new Keys(seed).cipher() : SegmentCipher.none();
        }

        void live() {
            for (int cycle = 0; cycle < CYCLES_PER_SEED; cycle++) {
                Wal wal = WalEngine.open(options, WalListener.NONE,
                        new WalEngine.Environment(storage.untilCrash(), () -> 1_000, cipher));
                verify(wal);
                maybeFail();
                work(wal);
                if (random.nextInt(4) == 0) {
                    storage.faults((call, name) -> null);
                    wal.close();
                } else {
                    storage.crash();
                    closeQuietly(wal);
                }
            }
        }

        private void maybeFail() {
            if (random.nextInt(3) == 0) {
                int[] countdown = { random.nextInt(40) };
                boolean full = random.nextBoolean();
                storage.faults((call, name) -> countdown[0]-- == 0
                        ? full ? SimulatedStorage.enospc() : SimulatedStorage.eio()
                        : null);
            }
        }

        private void work(Wal wal) {
            List<Wal.Ticket> tickets = new ArrayList<>();
            Map<Long, Integer> contents = new HashMap<>();
            try {
                Wal.Cursor consumer = wal.cursor("consumer", Lsn.of(cursor));
                for (int i = random.nextInt(30); i > 0; i--) {
                    int content = ++nextContent;
                    Wal.Ticket ticket = wal.append(1 + content % 100, payload(content));
                    contents.put(ticket.lsn().value(), content);
                    appended.computeIfAbsent(ticket.lsn().value(), l -> new ArrayList<>()).add(content);
                    tickets.add(ticket);
                    if (random.nextInt(5) == 0) {
                        ticket.await();
                        consumer.advance(Lsn.of(Math.max(0, ticket.lsn().value() - random.nextInt(3))));
                        cursor = Math.max(cursor, consumer.position().value());
                        consumer.save();
                        wal.truncate();
                    }
                }
                if (random.nextBoolean() && !tickets.isEmpty()) {
                    tickets.get(tickets.size() - 1).await();
                }
            } catch (WalException expectedWhenFaultsAreOn) {
                // what matters is what was acknowledged
            }
            for (Wal.Ticket ticket : tickets) {
                ticket.whenDone(failure -> {
                    if (failure == null) {
                        synchronized (acknowledged) {
                            acknowledged.put(ticket.lsn().value(), contents.get(ticket.lsn().value()));
                        }
                    }
                });
            }
        }

        private static void closeQuietly(Wal wal) {
            try {
                wal.close();
            } catch (WalException theMachineIsGone) {
                // as expected after a crash
            }
        }

        private void verify(Wal wal) {
            synchronized (acknowledged) {
                Map<Long, Integer> held = new HashMap<>();
                long before = 0;
                try (WalReader reader = wal.read(wal.firstLsn())) {
                    for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                        assertThat(r.lsn().value()).isGreaterThan(before);
                        before = r.lsn().value();
                        int content = r.payload().getInt(0);
                        assertThat(appended.get(before)).as("record " + before + " was appended").contains(content);
                        assertThat(r.payload()).isEqualTo(payload(content));
                        held.put(before, content);
                    }
                }
                acknowledged.keySet().removeIf(lsn -> lsn < wal.firstLsn().value() && lsn <= cursor);
                assertThat(held).containsAllEntriesOf(acknowledged);
                assertThat(wal.lastLsn().value()).isGreaterThanOrEqualTo(before);
                acknowledged.putAll(held);
                appended.clear();
                held.forEach((lsn, content) -> appended.put(lsn, new ArrayList<>(List.of(content))));
            }
        }

        private static ByteBuffer payload(int content) {
            int length = 4 + new Random(content).nextInt(content % 7 == 0 ? 12_000 : 600);
            byte[] bytes = new byte[length];
            new Random(content).nextBytes(bytes);
            return ByteBuffer.wrap(bytes).putInt(0, content);
        }
    }
}
