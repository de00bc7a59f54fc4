package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.committed;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.rolledBack;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Records;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.transaction.SlotSpace.Staging;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/** Rule R3, with a log whose durable end moves when the test says so. */
class SlotSpaceTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryWal wal = new MemoryWal(false);
    private final Journal journal = new Journal(wal);
    private final AtomicLong releases = new AtomicLong();
    private final SlotPool pool = new SlotPool(releases);
    private H2Database h2;

    @BeforeEach
    void open() throws SQLException {
        h2 = H2Database.inMemory();
        pool.reset(List.of(new Slot(1, 0, true, null, 0)));
    }

    @AfterEach
    void close() throws SQLException {
        h2.close();
    }

    /** Counterexample 4: also of a transaction that waited for the log, and of one that was rolled back. */
    @Test
    void noSlotIsTakenWhoseOutcomeIsNotDurableWhereCommitsAreStaged() throws SQLException {
        SlotSpace space = space(h2, Duration.ZERO);
        for (boolean committed : List.of(true, false)) {
            Wal.Ticket outcome = useOnce(space, committed);
            assertThatThrownBy(() -> space.take(releases.get())).as("appended").hasMessageContaining("DURABLE-0124");
            wal.makeDurable(outcome.lsn().value());
            pool.release(1, space.take(releases.get()).lastTx(), true, null);
        }
    }

    @Test
    void aSlotIsFreeAsSoonAsItsOutcomeIsAppendedWhereCommitsWaitForTheLog() throws SQLException {
        SlotSpace space = new SlotSpace(h2.table(), pool);
        useOnce(space, true);
        assertThat(space.take(releases.get()).number()).isEqualTo(1);
    }

    @Test
    void aTransactionWaitsUntilALogThatIsBehindHasWritten() throws Exception {
        SlotSpace space = space(h2, LONG);
        long began = releases.get();
        Wal.Ticket outcome = useOnce(space, true);
        CompletableFuture<Slot> taken = CompletableFuture.supplyAsync(() -> take(space, began));
        wal.makeDurable(outcome.lsn().value());
        assertThat(taken.get(LONG.toSeconds(), TimeUnit.SECONDS).lastTx()).isEqualTo(1);
    }

    /** Rule R7: its snapshot is older than the slot's row. */
    @Test
    void aTransactionThatDoesNotSeeLaterCommitsTakesNoSlotThatWasFreedAfterItBegan() throws SQLException {
        try (H2Database strict = new H2Database("jdbc:h2:mem:strict;INIT=SET SESSION CHARACTERISTICS AS TRANSACTION"
                + " ISOLATION LEVEL REPEATABLE READ")) {
            SlotSpace space = space(strict, LONG);
            long began = releases.get();
            wal.makeDurable(useOnce(space, true).lsn().value());
            assertThatThrownBy(() -> space.take(began)).hasMessageContaining("DURABLE-0124");
            assertThat(space.take(releases.get()).number()).isEqualTo(1);
        }
    }

    @Test
    void onlyRecordsUpToTheLimitAreStagedAndNoneWhereCommitsWaitForTheLog() {
        SlotSpace space = space(h2, Duration.ZERO);
        assertThat(List.of(space.stages(0), space.stages(100), space.stages(101))).containsExactly(true, true, false);
        assertThat(new SlotSpace(h2.table(), pool).stages(0)).isFalse();
    }

    @Test
    void aSlotThatIsKeptUntilPublicationWaitsForTheOutcomeAndForEachSinkConcerned() throws SQLException {
        SlotSpace space = published(Duration.ZERO);
        Wal.Cursor orders = journal.cursor(Records.CHANNEL);
        Wal.Cursor more = journal.cursor("more");
        journal.cursor("idle");
        Wal.Ticket outcome = useOnce(space, true, Set.of(Records.CHANNEL, "more", "not-here"));

        orders.advance(Lsn.of(1));
        more.advance(Lsn.of(1));
        assertThatThrownBy(() -> space.take(releases.get())).as("acknowledged, and the outcome not durable")
                .hasMessageContaining("DURABLE-0124").hasMessageContaining("the log is slow");
        wal.makeDurable(outcome.lsn().value());
        assertThat(space.take(releases.get()).lastTx()).as("what has to be is, and nobody else is waited for").isEqualTo(1);
        pool.release(1, 1, true, null);

        long second = useOnce(space, true, Set.of(Records.CHANNEL, "more")).lsn().value() - 1;
        wal.makeDurable(second + 1);
        orders.advance(Lsn.of(second));
        more.advance(Lsn.of(second - 1));
        assertThatThrownBy(() -> space.take(releases.get())).hasMessageContaining("DURABLE-0124")
                .hasMessageContaining("sink \"more\" has not acknowledged 1 of their transactions")
                .hasMessageNotContaining(Records.CHANNEL);
        more.advance(Lsn.of(second));
        assertThat(space.take(releases.get()).lastTx()).isEqualTo(second);
    }

    @Test
    void aTransactionThatRolledBackLeavesNothingToPublishInItsSlot() throws SQLException {
        SlotSpace space = published(Duration.ZERO);
        journal.cursor(Records.CHANNEL);
        wal.makeDurable(useOnce(space, false, Set.of(Records.CHANNEL)).lsn().value());
        assertThat(space.take(releases.get()).number()).isEqualTo(1);
    }

    @Test
    void aTransactionThatWaitsForASlotGoesOnWhenTheSinkMoves() throws Exception {
        SlotSpace space = published(LONG);
        Wal.Cursor orders = journal.cursor(Records.CHANNEL);
        long began = releases.get();
        wal.makeDurable(useOnce(space, true, Set.of(Records.CHANNEL)).lsn().value());
        CompletableFuture<Slot> taken = CompletableFuture.supplyAsync(() -> take(space, began));
        orders.advance(Lsn.of(1));
        assertThat(taken.get(LONG.toSeconds(), TimeUnit.SECONDS).lastTx()).isEqualTo(1);
    }

    @Test
    void aSlotThatAnEarlierRunLeftIsFreeWhenItsSinksAreSoFar() throws SQLException {
        SlotSpace space = published(Duration.ZERO);
        Wal.Cursor orders = journal.cursor(Records.CHANNEL);
        pool.reset(List.of(), Set.of(1));
        space.releaseWhenPublished(new SlotRow(1, 7, 1, 1, null, null), Set.of(Records.CHANNEL));
        orders.advance(Lsn.of(6));
        assertThatThrownBy(() -> space.take(releases.get())).hasMessageContaining("DURABLE-0124");
        orders.advance(Lsn.of(7));
        assertThat(space.take(releases.get()).lastTx()).isEqualTo(7);
    }

    @Test
    void whereSlotsAreKeptUntilPublicationARecordThatDoesNotFitIsRefusedAndElsewhereNot() {
        published(Duration.ZERO).refuseTooLong(100, false);
        assertThatThrownBy(() -> published(Duration.ZERO).refuseTooLong(101, false)).hasMessageContaining("DURABLE-0127")
                .hasMessageContaining("101 bytes").hasMessageContaining("holds 100");
        space(h2, Duration.ZERO).refuseTooLong(101, false);
        space(h2, Duration.ZERO).refuseTooLong(10, true);
        new SlotSpace(h2.table(), pool).refuseTooLong(101, false);
    }

    @Test
    void whereSlotsAreKeptUntilPublicationATransactionInChunksIsRefusedHoweverShortItsEndIs() {
        assertThatThrownBy(() -> published(Duration.ZERO).refuseTooLong(10, true)).hasMessageContaining("DURABLE-0127")
                .hasMessageContaining("quarkus.durable.capture.buffer-size");
    }

    @Test
    void onlySlotsThatAreKeptUntilPublicationWaitForSinks() {
        Set<String> channels = Set.of(Records.CHANNEL, "other");
        assertThat(published(Duration.ZERO).sinksOf(channels)).isEqualTo(channels);
        assertThat(space(h2, Duration.ZERO).sinksOf(channels)).isEmpty();
    }

    private SlotSpace published(Duration wait) {
        return new SlotSpace(h2.staged(1), pool, new Staging(1, 100, wait, true), journal.acknowledgements());
    }

    private SlotSpace space(H2Database database, Duration wait) {
        return new SlotSpace(database.staged(1), pool, new Staging(1, 100, wait, false), journal.acknowledgements());
    }

    private static Slot take(SlotSpace space, long began) {
        try {
            return space.take(began);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A transaction that takes the slot, ends, and gives it back; the ticket is that of its outcome. */
    private Wal.Ticket useOnce(SlotSpace space, boolean committed) throws SQLException {
        return useOnce(space, committed, Set.of());
    }

    private Wal.Ticket useOnce(SlotSpace space, boolean committed, Set<String> sinks) throws SQLException {
        Slot slot = space.take(releases.get());
        long id = journal.append(transaction(slot.number(), slot.lastTx(), insert("k"))).lsn().value();
        Outcome outcome = committed ? committed(id) : rolledBack(id);
        Wal.Ticket written = journal.append(outcome);
        new Branch.Decided(space, id, slot, outcome, null, sinks).free(written);
        return written;
    }
}
