package io.quarkiverse.durable.runtime.recovery;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.recovery.Recovery.NewLog;
import io.quarkiverse.durable.runtime.recovery.Recovery.UnknownDatabase;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.H2Database.AtCommit;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/** Copies of a log directory that are used in turn, on a real H2 that syncs its commits. */
class CopiedLogTest {

    private static final String NOTE = OwnEpochs.NOTE + "<default>";
    /** The first commit of a take-over makes the rows, the second one sets the epoch. */
    private static final int SETS_THE_EPOCH = 2;

    @TempDir
    Path directory;

    private H2Database h2;
    private SlotTable table;
    private final MemoryWal original = new MemoryWal(true);
    private Shown shown = new Shown(new Attempt(), new Directory(original, Set.of()));

    @BeforeEach
    void open() throws SQLException {
        h2 = new H2Database("jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=0");
        table = h2.prepared();
        start(original, table);
    }

    @AfterEach
    void close() throws SQLException {
        h2.close();
    }

    /** Finding 1 of the model. */
    @Test
    void theOriginalThatComesBackDoesNotTakeATransactionOfTheCopyForItsOwn() throws SQLException {
        MemoryWal copy = original.copy();
        long neverCommitted = append(original, 1, 0);
        SlotTable theirs = h2.table();
        start(copy, theirs);
        long committed = append(copy, 1, 0);
        assertThat(committed).as("both have given this number").isEqualTo(neverCommitted);
        assertThat(commits(theirs, committed, 0)).isTrue();
        new Journal(copy).append(committed(committed));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> start(original.crash(), h2.table())).hasMessageContaining("DURABLE-0228")
                    .hasMessageContaining("another copy of the directory").hasMessageContaining(original.logId().toString());
        }

        long next = append(copy, 1, committed);
        assertThat(commits(theirs, next, committed)).as("the copy is not fenced").isTrue();
        assertThat(start(copy.crash(), h2.table()).committed()).as("and may be started again").containsExactly(next);
    }

    /** The copy takes over before each of the connections that the start of the original makes. */
    @Test
    void ofTwoThatStartAtOnceOneIsRefusedAndTheOtherIsNotFenced() throws SQLException {
        boolean tooLate = false;
        for (int at = 1; !tooLate; at++) {
            h2.execute("DELETE FROM durable_slot");
            MemoryWal mine = new MemoryWal(true);
            start(mine, h2.table());
            MemoryWal copy = mine.copy();
            SlotTable theirs = h2.table();
            AtomicInteger connections = new AtomicInteger();
            int startsAt = at;
            SlotTable ours = h2.table(() -> {
                if (connections.incrementAndGet() == startsAt) {
                    startOrRefused(copy, theirs);
                }
            });
            boolean refused = !startOrRefused(mine.crash(), ours);
            tooLate = connections.get() < at;
            SlotTable last = refused ? theirs : ours;
            assertThat(commits(last, 7, 0)).as("who was let in, and came last, serves; connection %s", at).isTrue();
            assertThat(commits(refused ? ours : theirs, 8, 7)).as("and nobody else; connection %s", at).isFalse();
            assertThat(tooLate || refused || theirs.epoch() == 0).as("connection %s", at).isTrue();
        }
    }

    private boolean startOrRefused(MemoryWal log, SlotTable rows) throws SQLException {
        try {
            start(log, rows);
            return true;
        } catch (DurableException refused) {
            assertThat(refused).hasMessageContaining("DURABLE-0228");
            return false;
        }
    }

    @Test
    void theEpochIsNotedBeforeTheDatabaseHasIt() throws SQLException {
        List<Long> before = original.noted(NOTE);
        AtomicInteger commits = new AtomicInteger();
        SlotTable watched = h2.table((AtCommit) connection -> {
            if (commits.incrementAndGet() == SETS_THE_EPOCH) {
                long next = h2.dialect.epoch(connection, LOG);
                assertThat(original.noted(NOTE)).containsExactly(before.get(1), next);
            }
            connection.commit();
        });
        start(original, watched);
        assertThat(commits).hasValue(SETS_THE_EPOCH);
    }

    private enum Ending {
        DONE,
        /** The process dies after it has noted the epoch, and COMMIT is never sent. */
        DIES_BEFORE,
        /** The database commits, and nobody hears of it. */
        ANSWER_LOST
    }

    /** One attempt of a directory to set an epoch. */
    private static final class Attempt {
    }

    /** A directory, and all attempts that it or one that it was copied from has ever made. */
    private record Directory(MemoryWal wal, Set<Attempt> made) {

        Directory copied() {
            return new Directory(wal.copy(), new HashSet<>(made));
        }

        Attempt next() {
            Attempt attempt = new Attempt();
            made.add(attempt);
            return attempt;
        }
    }

    /** The attempt that the database shows, and who made it. */
    private record Shown(Attempt attempt, Directory by) {
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void twoNotedEpochsTellAsMuchAsTheMemoryOfAllAttempts(long seed) throws SQLException {
        Random random = new Random(seed);
        Directory first = new Directory(original.copy(), new HashSet<>());
        shown = new Shown(first.next(), first);
        List<Directory> directories = new ArrayList<>(List.of(first, first.copied(), first.copied()));
        int[] seen = new int[2];
        for (int step = 0; step < 400; step++) {
            int at = random.nextInt(directories.size());
            if (directories.stream().noneMatch(each -> each.made.contains(shown.attempt))) {
                directories.set(at, shown.by.copied());
            } else if (random.nextInt(4) == 0) {
                directories.set(at, directories.get(random.nextInt(directories.size())).copied());
            }
            Directory starting = directories.get(at);
            boolean known = starting.made.contains(shown.attempt);
            Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
            assertThat(isLetIn(starting, ending)).as("seed %s, step %s: let in, %s", seed, step, ending).isEqualTo(known);
            assertThat(starting.wal.noted(NOTE)).hasSizeLessThanOrEqualTo(2);
            seen[known ? 1 : 0]++;
        }
        assertThat(seen[0]).as("refused").isGreaterThan(50);
        assertThat(seen[1]).as("let in").isGreaterThan(50);
    }

    /** Whether it got as far as to set its epoch. */
    private boolean isLetIn(Directory starting, Ending ending) throws SQLException {
        AtomicInteger commits = new AtomicInteger();
        SlotTable rows = h2.table((AtCommit) connection -> {
            boolean sets = commits.incrementAndGet() == SETS_THE_EPOCH;
            Attempt attempt = sets ? starting.next() : shown.attempt;
            if (!sets || ending != Ending.DIES_BEFORE) {
                connection.commit();
                shown = sets ? new Shown(attempt, starting) : shown;
            }
            if (sets && ending != Ending.DONE) {
                throw new SQLException("the connection is gone");
            }
        });
        try {
            start(starting.wal.crash(), rows);
        } catch (SQLException gone) {
            assertThat(ending).isNotEqualTo(Ending.DONE);
        } catch (DurableException refused) {
            assertThat(refused).hasMessageContaining("DURABLE-0228");
            return false;
        }
        return commits.get() == SETS_THE_EPOCH;
    }

    @Test
    void aLostAnswerIsFoundOutByTheNextAttemptOfTheSameProcess() throws SQLException {
        Directory mine = new Directory(original, new HashSet<>());
        shown = new Shown(mine.next(), mine);
        for (Ending ending : List.of(Ending.ANSWER_LOST, Ending.DIES_BEFORE, Ending.ANSWER_LOST, Ending.DONE)) {
            assertThat(isLetIn(mine, ending)).as("%s", ending).isTrue();
        }
    }

    @Test
    void aDatabaseThatWasRestoredToBeforeTheLastStartsIsRefused() throws SQLException {
        long first = table.lastEpoch();
        start(original.crash(), table);
        long second = table.lastEpoch();
        h2.execute("UPDATE durable_slot SET epoch=" + first);
        start(original.crash(), table);
        h2.execute("UPDATE durable_slot SET epoch=" + second);
        assertThatThrownBy(() -> start(original.crash(), table)).hasMessageContaining("DURABLE-0228")
                .hasMessageContaining("restored to an earlier state").hasMessageContaining("epoch " + second);
    }

    @Test
    void aDatasourceThatIsNotThereForManyStartsIsKnownAgain() throws SQLException {
        try (H2Database another = new H2Database("jdbc:h2:file:" + directory.resolve("another") + ";WRITE_DELAY=0")) {
            another.prepared();
            SlotTable seldom = new SlotTable("seldom", new SlotConnections(another.connections, another.connections),
                    another.dialect, new SlotNames("durable_slot"), LOG);
            MemoryWal copy = original.copy();
            start(original.crash(), seldom);
            for (int i = 0; i < 10; i++) {
                start(original.crash(), table);
            }
            start(original.crash(), seldom);
            assertThatThrownBy(() -> start(copy.crash(), seldom)).as("a copy from before it was there")
                    .hasMessageContaining("DURABLE-0228").hasMessageContaining("seldom");
        }
    }

    @Test
    void startAfreshPublishesNothingOfThePastAndIsNotNeededTwice() throws SQLException {
        String sink = Journal.SINK_PREFIX + "orders";
        original.cursor(sink, Lsn.NONE);
        MemoryWal copy = original.copy();
        long mine = append(original, 1, 0);
        SlotTable theirs = h2.table();
        start(copy, theirs);
        assertThat(commits(theirs, append(copy, 1, 0), 0)).isTrue();

        MemoryWal again = original.crash();
        Recovery.Report report = start(again, table, UnknownDatabase.START_AFRESH);

        assertThat(report.afresh()).isTrue();
        assertThat(report.committed()).isEmpty();
        assertThat(report.rolledBack()).containsExactly(mine);
        assertThat(again.cursor(sink, Lsn.NONE).savedPosition()).isEqualTo(Lsn.of(mine));
        assertThat(start(again.crash(), table).afresh()).isFalse();
        assertThatThrownBy(() -> start(copy.crash(), h2.table())).hasMessageContaining("DURABLE-0228");
    }

    private long append(Wal log, int slot, long previous) {
        return new Journal(log).append(transaction(slot, previous, insert("k"))).lsn().value();
    }

    private Recovery.Report start(MemoryWal log, SlotTable rows) throws SQLException {
        return start(log, rows, UnknownDatabase.FAIL);
    }

    private Recovery.Report start(MemoryWal log, SlotTable rows, UnknownDatabase unknown) throws SQLException {
        Journal journal = new Journal(log);
        journal.scan();
        Recovery recovery = new Recovery(journal, h2.lock(), new Recovery.Policy(true, unknown, NewLog.ACCEPT, true));
        Recovery.Taken taken = recovery.takeOver(rows);
        recovery.restore(List.of(taken));
        recovery.raiseFloor(List.of(taken));
        return recovery.finish(taken, new SlotPool(new AtomicLong()));
    }

    /** Whether the process that took over by this table may commit in slot 1. */
    private boolean commits(SlotTable process, long transaction, long previous) throws SQLException {
        try (Connection connection = h2.begun()) {
            Slot slot = new Slot(1, previous, previous > 0, null, 0);
            boolean marked = h2.dialect.mark(connection, LOG,
                    new Mark(slot, transaction, process.epoch(), true, null)) != null;
            connection.commit();
            return marked;
        }
    }
}
