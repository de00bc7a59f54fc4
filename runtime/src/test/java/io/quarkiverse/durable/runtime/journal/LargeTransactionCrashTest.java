package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.CHANNEL;
import static io.quarkiverse.durable.runtime.journal.Records.DATASOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.CommittedFeed.Item;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.engine.WalEngine;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/**
 * Transactions large and small, several at a time, on a simulated disk whose machine crashes at any call: every committed one
 * is published, all of it, in order, and nothing of any other. Small segments are released all the time, so a chunk that is
 * not kept is missed. {@code -Dchunks.seeds=…} sets how many seeds, {@code -Dchunks.seed=…} repeats one.
 */
class LargeTransactionCrashTest {

    private static final int SEEDS = Integer.getInteger("chunks.seeds", 60);
    private static final @Nullable Long SEED = Long.getLong("chunks.seed");
    private static final int LIVES = 8;
    private static final int STEPS = 150;
    private static final int CALLS_MAX = 700;
    private static final int CHANGES_MAX = 60;
    private static final WalOptions OPTIONS = WalOptions.defaults(Path.of("simulated")).withSegmentSize(64 << 10);

    private long released;
    private long chunked;

    @Test
    void allOfACommittedTransactionIsPublishedAndNothingOfAnyOther() {
        for (long seed = SEED == null ? 1 : SEED; seed <= (SEED == null ? SEEDS : SEED); seed++) {
            World world = new World(seed);
            try {
                for (int life = 0; life < LIVES; life++) {
                    world.live(life == LIVES - 1);
                }
                world.check();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Seed " + seed + " failed; repeat with -Dtest=LargeTransactionCrashTest"
                        + " -Dchunks.seed=" + seed, e);
            }
            released += world.released.get();
            chunked += world.chunkedCommits;
        }
        assertThat(released).as("segments released").isPositive();
        assertThat(chunked).as("large transactions that committed").isPositive();
    }

    /** A transaction that goes on. */
    private static final class Going {
        final ChunkWriter writer;
        final List<String> keys = new ArrayList<>();

        Going(Journal journal) {
            this.writer = journal.chunkWriter();
        }
    }

    private static final class World {

        private final SimulatedStorage storage;
        private final Random random;
        private final long seed;
        private final AtomicInteger released = new AtomicInteger();
        private int chunkedCommits;
        private int number;
        /** The database: what committed, with its keys. */
        private final SortedMap<Long, List<String>> database = new TreeMap<>();
        /** What the consumer has of each transaction, by index. */
        private final SortedMap<Long, SortedMap<Integer, ChangeEvent>> received = new TreeMap<>();

        World(long seed) {
            this.seed = seed;
            this.storage = new SimulatedStorage(seed);
            this.random = new Random(seed);
        }

        void live(boolean last) {
            storage.faults(SimulatedStorage.Faults.NONE);
            WalListener listener = new WalListener() {
                @Override
                public void segmentReleased(Path file, Lsn first) {
                    released.incrementAndGet();
                }
            };
            Wal wal = WalEngine.open(OPTIONS, listener,
                    new WalEngine.Environment(storage.untilCrash(), () -> 1, SegmentCipher.none()));
            try {
                Journal journal = new Journal(wal, new Chunking(1, 10, Duration.ofHours(1)));
                journal.scan();
                Wal.Cursor cursor = wal.cursor(Journal.SINK_PREFIX + CHANNEL, Lsn.NONE);
                if (!last) {
                    AtomicInteger left = new AtomicInteger(random.nextInt(CALLS_MAX));
                    storage.faults((call, name) -> {
                        if (left.decrementAndGet() == 0) {
                            storage.crash();
                        }
                        return null;
                    });
                }
                for (Journal.OpenTransaction open : journal.open()) {
                    journal.append(
                            database.containsKey(open.id()) ? Records.committed(open.id()) : Records.rolledBack(open.id()))
                            .await();
                }
                run(journal, cursor, last ? 0 : STEPS);
                if (last) {
                    consume(journal, cursor, Integer.MAX_VALUE);
                    end(journal, cursor, wal);
                }
            } catch (WalException asThereWasACrash) {
                assertThat(last).as("no crash: %s", asThereWasACrash).isFalse();
            } finally {
                if (!last) {
                    storage.crash();
                }
                close(wal);
            }
        }

        private static void end(Journal journal, Wal.Cursor cursor, Wal wal) {
            cursor.save();
            journal.look();
            assertThat(wal.cursor(Journal.OUTCOMES, Lsn.NONE).position()).as("nothing is held").isEqualTo(wal.lastLsn());
            wal.truncate();
        }

        private static void close(Wal wal) {
            try {
                wal.close();
            } catch (WalException asItsMachineIsGone) {
                // there is nothing left to close in order
            }
        }

        private void run(Journal journal, Wal.Cursor cursor, int steps) {
            List<Going> going = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                int what = random.nextInt(20);
                if (what < 4 || going.isEmpty()) {
                    going.add(new Going(journal));
                } else if (what < 12) {
                    write(going.get(random.nextInt(going.size())));
                } else if (what < 14) {
                    going.remove(random.nextInt(going.size())).writer.end();
                } else if (what < 17) {
                    commit(journal, going.remove(random.nextInt(going.size())));
                } else if (what < 19) {
                    consume(journal, cursor, random.nextInt(30));
                } else {
                    cursor.save();
                    journal.look();
                }
            }
        }

        private void write(Going transaction) {
            List<Change> changes = changes(transaction, random.nextInt(CHANGES_MAX));
            transaction.writer.append(changes, any -> 1);
        }

        private List<Change> changes(Going transaction, int count) {
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = "k" + ++number;
                changes.add(Records.change(key, Operation.INSERT, null, Records.image("text", key.repeat(20))));
                transaction.keys.add(key);
            }
            return changes;
        }

        /** The database commits, or not, when the record is durable; then there is an outcome, or none. */
        private void commit(Journal journal, Going transaction) {
            List<Change> rest = changes(transaction, 1 + random.nextInt(5));
            Chunks chunks = transaction.writer.written(0);
            Wal.Ticket record = journal.append(new TransactionRecord(List.of(new Participant(DATASOURCE, 1, 0, 1, null)),
                    TransactionRecord.Metadata.NONE, rest, chunks));
            transaction.writer.end();
            record.await();
            long id = record.lsn().value();
            boolean commits = random.nextInt(4) > 0;
            if (commits) {
                assertThat(database.put(id, transaction.keys)).isNull();
                chunkedCommits += chunks == null ? 0 : 1;
            }
            if (random.nextInt(8) > 0) {
                journal.append(commits ? Records.committed(id) : Records.rolledBack(id));
            }
        }

        private void consume(Journal journal, Wal.Cursor cursor, int itemsMax) {
            long before = cursor.position().value();
            SortedSet<Long> order = new TreeSet<>();
            try (CommittedFeed feed = journal.feed(CHANNEL, cursor.position(), CommittedFeed.Passing.NEVER)) {
                int items = 0;
                for (Item item = feed.next(Duration.ZERO); item != null && items < itemsMax; item = feed.next(Duration.ZERO)) {
                    items++;
                    assertThat(item.lsn().value()).isGreaterThan(before);
                    assertThat(order.isEmpty() || order.last() <= item.lsn().value()).as("order").isTrue();
                    order.add(item.lsn().value());
                    item.events().forEach(this::receive);
                    if (item.kind() != CommittedFeed.Kind.PART) {
                        cursor.advance(item.lsn());
                    }
                }
            }
        }

        private void receive(ChangeEvent event) {
            List<String> keys = database.get(event.transactionId());
            assertThat(keys).as("transaction %s of event %s committed", event.transactionId(), event.id()).isNotNull();
            assertThat(event.key()).as(event.id()).isEqualTo(keys.get(event.index()));
            assertThat(event.count()).as(event.id()).isEqualTo(keys.size());
            SortedMap<Integer, ChangeEvent> its = received.computeIfAbsent(event.transactionId(), unused -> new TreeMap<>());
            assertThat(event.index()).as("after those before it: %s", event.id()).isLessThanOrEqualTo(its.size());
            its.put(event.index(), event);
        }

        void check() {
            database.forEach((id, keys) -> assertThat(received.getOrDefault(id, new TreeMap<>()).values())
                    .as("transaction %s, seed %s", id, seed).extracting(ChangeEvent::key).isEqualTo(keys));
        }
    }
}
