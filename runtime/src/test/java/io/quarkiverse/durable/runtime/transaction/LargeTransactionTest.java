package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.CHANNEL;
import static io.quarkiverse.durable.runtime.journal.Records.DATASOURCE;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import jakarta.transaction.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Chunking;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.H2Dialect;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPlan;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;

/** The protocol of a transaction whose changes do not fit into memory: a real database, and a scripted transaction manager. */
class LargeTransactionTest {

    private static final SlotNames NAMES = new SlotNames("durable_slot");

    private final MemoryWal wal = new MemoryWal(true);
    private final Gate gate = new Gate();
    private final List<Step> steps = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private H2Database h2;
    private ScriptedJta jta;
    private SlotTable table;
    private Journal journal;
    private Resolver resolver;
    private CommitProtocol protocol;
    private Consumer<Step> hook = step -> {
    };

    @BeforeEach
    void open() throws SQLException {
        h2 = H2Database.inMemory();
        h2.execute("CREATE TABLE thing (id VARCHAR(20) PRIMARY KEY)");
        jta = new ScriptedJta(h2.connections);
        gate.move(Phase.SERVING, "");
        build(null, Duration.ofHours(1), Consequence.NOT_READY);
    }

    private void build(SlotSpace.Staging staging, Duration patience, Consequence consequence) throws SQLException {
        table = new SlotTable(DATASOURCE, new SlotConnections(jta, jta.outside), new H2Dialect(NAMES), NAMES, wal.logId(),
                staging == null ? SlotPlan.ON_DEMAND : new SlotPlan(staging.slotsMax(), true, false));
        table.prepare(true);
        SlotPool pool = new SlotPool(new AtomicLong());
        List<SlotRow> rows = table.takeOver(Set.of(), 1, h2.lock());
        pool.reset(rows.stream().map(row -> new Slot(row.number(), row.lastTx(), true, row.rowId(), 0)).toList());
        journal = new Journal(wal, new Chunking(2_000, 1_000, patience));
        resolver = new Resolver(journal, new SlotLock(Duration.ofSeconds(1), true, threads, count -> {
        }), threads, new Doubts.Policy(Duration.ofNanos(1), consequence),
                new Resolver.Surroundings(gate, (step, id) -> step(step), new Silent()));
        Spaces spaces = new Spaces(Map.of(DATASOURCE, new SlotSpace(table, pool, staging,
                journal.acknowledgements())), DATASOURCE, new AtomicLong());
        protocol = new CommitProtocol(journal, spaces, gate, jta.around((step, id) -> step(step)), resolver,
                new CompletionWatch(Duration.ofHours(1), System::nanoTime));
    }

    private void step(Step step) {
        steps.add(step);
        hook.accept(step);
    }

    private static final class Silent implements Resolver.Events {
        @Override
        public void inDoubt(long transaction, String datasource, int slot, String why) {
            // the test looks itself
        }

        @Override
        public void resolved(DurableLog.InDoubt transaction, boolean committed, String evidence) {
            // as above
        }

        @Override
        public void unresolved(long transaction, String datasource, int attempts, Throwable why) {
            // as above
        }

        @Override
        public void overdue(DurableLog.InDoubt transaction) {
            // as above
        }
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        h2.close();
    }

    @Test
    void whatDoesNotFitIntoMemoryIsInTheLogBeforeTheCommitAndPublishedAfterIt() throws Exception {
        ScriptedJta.Current transaction = begin();
        insertMany("k", 100);
        assertThat(wal.lastLsn().value()).as("chunks, long before the commit").isGreaterThan(10);
        assertThat(keys()).isEmpty();
        transaction.beforeCompletion();
        assertThat(keys()).isEmpty();
        transaction.connection.commit();
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        List<ChangeEvent> events = events();
        for (int i = 0; i < 100; i++) {
            assertThat(events.get(i).key()).isEqualTo("k" + i);
            assertThat(events.get(i).index()).isEqualTo(i);
            assertThat(events.get(i).count()).isEqualTo(100);
        }
        assertThat(events).hasSize(100);
        assertThat(steps).containsExactly(Step.APPENDED, Step.MARKED, Step.DURABLE, Step.COMMITTED, Step.OUTCOME);
    }

    @Test
    void oneThatRollsBackLeavesNothingBehind() throws Exception {
        ScriptedJta.Current transaction = begin();
        insertMany("k", 100);
        assertThat(wal.holds()).hasSize(1);
        transaction.connection.rollback();
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(wal.holds()).isEmpty();
        assertThat(keys()).isEmpty();
        assertThat(steps).isEmpty();
        commit("after", 1);
        assertThat(keys()).containsExactly("after0");
    }

    @Test
    void oneWithoutAnythingInMemoryAtTheEndCommitsWhatIsInTheLog() throws Exception {
        ScriptedJta.Current transaction = begin();
        Change large = new Change(CHANNEL, "Order", "large", Operation.INSERT, null, image("text", "x".repeat(2_000)),
                List.of());
        protocol.captured(DATASOURCE, large);
        protocol.captured(DATASOURCE, insert("gone"));
        protocol.captured(DATASOURCE, new Change(CHANNEL, "Order", "gone", Operation.DELETE, image(), null, List.of()));
        end(transaction);
        assertThat(keys()).containsExactly("large");
    }

    @Test
    void explicitEventsAloneMayBeLargeToo() throws Exception {
        ScriptedJta.Current transaction = begin();
        for (int i = 0; i < 100; i++) {
            protocol.event(new Change(CHANNEL, "Done", "e" + i, Operation.EVENT, null, image("data", i), List.of()));
        }
        end(transaction);
        assertThat(keys()).hasSize(100);
    }

    /** The row of the slot would have the end of it alone, and the chunks may not be on the disk. */
    @Test
    void whereCommitsAreStagedALargeOneWaitsForTheLog() throws Exception {
        build(new SlotSpace.Staging(4, 1_536, Duration.ZERO, false), Duration.ofHours(1), Consequence.NOT_READY);
        commit("small", 1);
        assertThat(steps).contains(Step.STAGED).doesNotContain(Step.DURABLE);
        steps.clear();
        commit("k", 21);
        assertThat(steps).contains(Step.DURABLE).doesNotContain(Step.STAGED);
        assertThat(table.rows()).filteredOn(row -> row.lastTx() == lastTransaction()).singleElement()
                .extracting(SlotRow::record).isNull();
        assertThat(keys()).hasSize(22);
    }

    /** As above, and nothing commits that the row does not have. */
    @Test
    void whereSlotsAreKeptUntilPublicationALargeOneIsRefusedAndLeavesNothingBehind() throws Exception {
        build(new SlotSpace.Staging(1, 100_000, Duration.ZERO, true), Duration.ofHours(1), Consequence.NOT_READY);
        ScriptedJta.Current transaction = begin();
        insertMany("k", 21);
        assertThat(wal.holds()).hasSize(1);
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0127")
                .hasMessageContaining("quarkus.durable.capture.buffer-size");
        transaction.connection.rollback();
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(wal.holds()).isEmpty();
        assertThat(journal.open()).isEmpty();
        commit("small", 1);
        assertThat(steps).as("with the only slot").contains(Step.STAGED);
        assertThat(keys()).containsExactly("small0");
        assertThat(table.rows()).filteredOn(row -> row.lastTx() == lastTransaction()).singleElement()
                .extracting(SlotRow::record).isNotNull();
    }

    @Test
    void aLogThatIsFullFailsTheWriteThatItHasNoRoomForAndTheCommit() throws Exception {
        ScriptedJta.Current transaction = begin();
        insertMany("k", 20);
        wal.refuse(new WalException.Full(Path.of("log"), "no room", null));
        assertThatThrownBy(() -> insertMany("l", 20)).hasMessageContaining("DURABLE-0121").hasMessageContaining("is full");
        wal.refuse(null);
        assertThatThrownBy(() -> insertMany("m", 20)).hasMessageContaining("DURABLE-0121");
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0121");
        transaction.connection.rollback();
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(keys()).isEmpty();
        assertThat(wal.holds()).isEmpty();
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void aPoisonedLogFailsItAndClosesTheGate() throws Exception {
        begin();
        insertMany("k", 20);
        wal.refuse(new WalException.Poisoned(Path.of("log"), "EIO", null));
        assertThatThrownBy(() -> insertMany("l", 20)).hasMessageContaining("DURABLE-0121").hasMessageContaining("EIO");
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void oneThatTheReaperEndsWhileItWritesGetsNoMoreIntoTheLog() throws Exception {
        ScriptedJta.Current transaction = begin();
        insertMany("k", 20);
        transaction.connection.rollback();
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(wal.holds()).isEmpty();
        assertThatThrownBy(() -> insertMany("l", 20)).hasMessageContaining("DURABLE-0112");
    }

    @Test
    void oneThatGoesOnForTooLongCannotCommit() throws Exception {
        build(null, Duration.ofNanos(1), Consequence.NOT_READY);
        ScriptedJta.Current impatient = begin();
        insertMany("l", 20);
        assertThat(journal.look()).hasSize(1);
        assertThatThrownBy(impatient::beforeCompletion).hasMessageContaining("DURABLE-0118");
        impatient.connection.rollback();
        impatient.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(journal.open()).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void theRowsOfOneThatIsInDoubtAreKnownAlsoThoseInChunks() throws Exception {
        build(null, Duration.ofHours(1), Consequence.KEYS_REFUSED);
        ScriptedJta.Current transaction = begin();
        insertMany("k", 50);
        transaction.beforeCompletion();
        transaction.connection.commit();
        transaction.status = Status.STATUS_COMMITTING;
        jta.away = true;
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        for (String key : List.of("k0", "k49")) {
            ScriptedJta.Current other = begin();
            protocol.captured(DATASOURCE, insert(key));
            assertThatThrownBy(other::beforeCompletion).hasMessageContaining("DURABLE-0117");
            other.connection.rollback();
            other.afterCompletion(Status.STATUS_ROLLEDBACK);
        }
        begin();
        assertThatThrownBy(() -> {
            insertMany("m", 10);
            insertMany("k", 10);
            insertMany("n", 10);
        }).as("before it commits").hasMessageContaining("DURABLE-0117");
        jta.away = false;
        while (!journal.open().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(keys()).hasSize(50);
    }

    private ScriptedJta.Current begin() throws SQLException {
        ScriptedJta.Current transaction = jta.begin();
        protocol.begun();
        try (Statement statement = transaction.connection.createStatement()) {
            statement.execute("MERGE INTO thing VALUES ('x')");
        }
        return transaction;
    }

    private void insertMany(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            protocol.captured(DATASOURCE, insert(prefix + i));
        }
    }

    private void commit(String prefix, int count) throws SQLException {
        ScriptedJta.Current transaction = begin();
        insertMany(prefix, count);
        end(transaction);
    }

    private static void end(ScriptedJta.Current transaction) throws SQLException {
        transaction.beforeCompletion();
        transaction.connection.commit();
        transaction.status = Status.STATUS_COMMITTING;
        transaction.afterCompletion(Status.STATUS_COMMITTED);
    }

    private long lastTransaction() {
        return events().stream().mapToLong(ChangeEvent::transactionId).max().orElseThrow();
    }

    private List<String> keys() {
        return events().stream().map(ChangeEvent::key).toList();
    }

    private List<ChangeEvent> events() {
        List<ChangeEvent> events = new ArrayList<>();
        try (CommittedFeed feed = journal.feed(CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER)) {
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                events.addAll(item.events());
            }
        }
        return events;
    }
}
