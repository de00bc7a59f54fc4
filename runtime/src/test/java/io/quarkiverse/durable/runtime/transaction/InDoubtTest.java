package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.DATASOURCE;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import jakarta.transaction.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.InDoubt;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.JournalCodec;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.H2Dialect;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/** Ways into doubt, and the one outcome that each ends in: a real database, and a transaction manager that says anything. */
class InDoubtTest {

    static final int OUTCOME = Wal.REQUIRED | 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicLong now = new AtomicLong();
    private final CompletionWatch watch = new CompletionWatch(PATIENCE, now::get);
    private final MemoryWal wal = new MemoryWal(true);
    private final Journal journal = new Journal(wal);
    private final Gate gate = new Gate();
    private final BlockingQueue<Long> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Questions questions = new Questions();
    private final ScheduledExecutorService timers = new ScheduledThreadPoolExecutor(1);
    private BiConsumer<Step, Long> hook = (step, transaction) -> {
    };

    private H2Database h2;
    private ScriptedJta jta;
    private SlotTable table;
    private Resolver resolver;
    private CommitProtocol protocol;

    @BeforeEach
    void open() throws SQLException {
        h2 = H2Database.inMemory();
        h2.execute("CREATE TABLE thing (id VARCHAR(10) PRIMARY KEY)");
        jta = new ScriptedJta(h2.connections);
        table = new SlotTable(DATASOURCE, new SlotConnections(jta, jta.outside), new H2Dialect(new SlotNames("durable_slot")),
                new SlotNames("durable_slot"),
                wal.logId());
        table.prepare(true);
        table.takeOver(Set.of(), 1, h2.lock());
        gate.move(Phase.SERVING, "");
        build(new Doubts.Policy(Duration.ofMinutes(1), Consequence.NOT_READY));
    }

    private void build(Doubts.Policy policy) {
        AtomicLong releases = new AtomicLong();
        SlotLock lock = new SlotLock(Duration.ofMillis(300), true, timers, h2.ended::addAndGet);
        ProtocolListener listener = (step, transaction) -> {
            hook.accept(step, transaction);
            if (step == Step.OUTCOME) {
                outcomes.add(transaction);
            }
        };
        resolver = new Resolver(journal, lock, questions, policy, new Resolver.Surroundings(gate, listener, new Told()));
        Spaces spaces = new Spaces(Map.of(DATASOURCE, new SlotSpace(table, new SlotPool(releases))), DATASOURCE, releases);
        protocol = new CommitProtocol(journal, spaces, gate, jta.around(listener), resolver, watch);
    }

    private static final class Questions extends ScheduledThreadPoolExecutor {

        /** Milliseconds, of all that were not asked at once. */
        final BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();

        Questions() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable question, long delay, TimeUnit unit) {
            if (delay > 0) {
                pauses.add(unit.toMillis(delay));
            }
            return super.schedule(question, delay, unit);
        }
    }

    private final class Told implements Resolver.Events {

        @Override
        public void inDoubt(long transaction, String datasource, int slot, String why) {
            told.add("doubt " + transaction + " in slot " + slot + ": " + why);
        }

        @Override
        public void resolved(InDoubt was, boolean committed, String evidence) {
            told.add("resolved " + was.transactionId() + (committed ? " committed: " : " not committed: ") + evidence);
        }

        @Override
        public void unresolved(long transaction, String datasource, int attempts, Throwable why) {
            told.add("unresolved " + transaction + " " + attempts + ": " + why.getMessage());
        }

        @Override
        public void overdue(InDoubt transaction) {
            told.add("overdue " + transaction.transactionId() + " " + transaction.consequence());
        }
    }

    @AfterEach
    void close() throws SQLException {
        questions.shutdownNow();
        timers.shutdownNow();
        h2.close();
    }

    /** Heuristics are reported as one of these; a transaction manager may say any of them of a commit that happened. */
    @ParameterizedTest
    @CsvSource({ Status.STATUS_ROLLEDBACK + ",true", Status.STATUS_ROLLEDBACK + ",false", Status.STATUS_UNKNOWN + ",true",
            Status.STATUS_UNKNOWN + ",false", Status.STATUS_NO_TRANSACTION + ",true", Status.STATUS_COMMITTING + ",true",
            Status.STATUS_MARKED_ROLLBACK + ",false", Status.STATUS_ROLLING_BACK + ",true" })
    void whatIsNotReportedAsCommittedIsAskedOfTheSlot(int said, boolean committed) throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, committed);
        transaction.afterCompletion(said);
        assertThat(outcomes()).containsExactly(committed ? Outcome.Result.COMMITTED : Outcome.Result.ROLLED_BACK);
        assertThat(nextTold()).startsWith("doubt 1 in slot 1: the transaction manager reported ");
        assertThat(nextTold()).isEqualTo(committed ? "resolved 1 committed: slot 1 names transaction 1"
                : "resolved 1 not committed: slot 1 names transaction 0");
    }

    /** With something else in the transaction it commits in the second phase, and may fail there. */
    @ParameterizedTest
    @CsvSource({ "true,false", "false,false", "true,true", "false,true" })
    void aCommitBesideAnotherResourceIsNotBelieved(boolean committed, boolean late) throws Exception {
        ScriptedJta.Current transaction = changed("a");
        if (late) {
            hook = (step, id) -> transaction.enlisted.put("a queue", "");
        } else {
            transaction.enlisted.put("a queue", "");
        }
        transaction.beforeCompletion();
        finish(transaction, committed);
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(outcomes()).containsExactly(committed ? Outcome.Result.COMMITTED : Outcome.Result.ROLLED_BACK);
        if (committed) {
            assertThat(told).as("the slot says so at once").isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({ Status.STATUS_COMMITTED + ",true", Status.STATUS_ROLLEDBACK + ",true", Status.STATUS_ROLLEDBACK + ",false" })
    void anEndThatIsNotReportedIsFoundByTheWatchAndWhatIsReportedLateChangesNothing(int late, boolean committed)
            throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, committed);
        overstay();
        assertThat(outcomes()).containsExactly(committed ? Outcome.Result.COMMITTED : Outcome.Result.ROLLED_BACK);
        transaction.afterCompletion(late);
        overstay();
        assertThat(all()).as("and no second one").hasSize(1);
        assertThat(nextTold()).contains("not reported within 60000 ms");
        assertThat(commit("b")).as("the slot serves again").isEqualTo(Outcome.Result.COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = { Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK, Status.STATUS_UNKNOWN,
            Status.STATUS_NO_TRANSACTION })
    void aTransactionThatJtaSaysIsOverDoesNotWaitForItsFullTime(int said) throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, true);
        transaction.status = said;
        after(Duration.ofSeconds(1));
        assertThat(resolver.inDoubt()).isEmpty();
        after(CompletionWatch.LOST_AFTER_MAX);
        assertThat(outcomes()).containsExactly(Outcome.Result.COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = { Status.STATUS_ACTIVE, Status.STATUS_MARKED_ROLLBACK, Status.STATUS_PREPARED,
            Status.STATUS_PREPARING, Status.STATUS_COMMITTING, Status.STATUS_ROLLING_BACK })
    void aTransactionThatJtaSaysGoesOnHasItsFullTime(int said) throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, true);
        transaction.status = said;
        after(Duration.ofSeconds(1));
        after(PATIENCE.minusSeconds(2));
        assertThat(told).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(outcomes()).containsExactly(Outcome.Result.COMMITTED);
    }

    /** The thread hangs with COMMIT not sent: its session is ended, so that it cannot send it any more. */
    @Test
    void aSessionThatOverstayedIsEndedAndItsLateCommitFails() throws Exception {
        commit("first");
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        overstay();
        assertThat(outcomes()).containsExactly(Outcome.Result.COMMITTED, Outcome.Result.ROLLED_BACK);
        assertThatThrownBy(transaction.connection::commit).isInstanceOf(SQLException.class);
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(all()).hasSize(2);
        assertThat(h2.ended).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "APPENDED", "MARKED", "DURABLE" })
    void aThreadThatHangsInTheProtocolCannotCommitAfterItsTimeIsOver(String at) throws Exception {
        ScriptedJta.Current transaction = changed("a");
        hook = (step, id) -> {
            if (step.name().equals(at)) {
                overstay();
            }
        };
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0115");
        finish(transaction, false);
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(outcomes()).containsExactly(Outcome.Result.ROLLED_BACK);
        overstay();
        assertThat(all()).hasSize(1);
    }

    /** The reaper says that it rolled back, while the thread hangs that should clean up. */
    @Test
    void aThreadThatHangsAfterTheReaperCameIsNotWaitedForForever() throws Exception {
        ScriptedJta.Current transaction = changed("a");
        hook = (step, id) -> {
            if (step == Step.MARKED) {
                rollback(transaction);
                transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
                assertThat(all()).isEmpty();
                overstay();
                assertThat(outcomesQuietly()).containsExactly(Outcome.Result.ROLLED_BACK);
            }
        };
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0115");
        assertThat(all()).hasSize(1);
    }

    @Test
    void theQuestionIsRepeatedUntilTheDatabaseAnswersAndMeanwhileSaysWhyThereIsNoAnswer() throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, true);
        jta.away = true;
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        assertThat(nextTold()).startsWith("doubt 1");
        assertThat(nextTold()).isEqualTo("unresolved 1 1: nobody answers");
        assertThat(nextTold()).isEqualTo("unresolved 1 2: nobody answers");
        assertThat(nextTold()).isEqualTo("unresolved 1 4: nobody answers");
        for (int attempts = 1; attempts < 4; attempts++) {
            assertThat(questions.pauses.remove()).as("pause after %s attempts", attempts)
                    .isBetween(Resolver.pause(attempts, 0).toMillis(), Resolver.pause(attempts, 1).toMillis());
        }
        assertThat(resolver.inDoubt()).singleElement().satisfies(doubt -> {
            assertThat(doubt.transactionId()).isEqualTo(1);
            assertThat(doubt.datasource()).isEqualTo(DATASOURCE);
            assertThat(doubt.slot()).isEqualTo(1);
            assertThat(doubt.why()).isEqualTo("the transaction manager reported unknown");
            assertThat(doubt.attempts()).isGreaterThanOrEqualTo(4);
            assertThat(doubt.lastError()).isEqualTo("nobody answers");
            assertThat(doubt.consequence()).isEqualTo(Consequence.NONE);
        });
        jta.away = false;
        assertThat(outcomes()).containsExactly(Outcome.Result.COMMITTED);
        assertThat(resolver.inDoubt()).isEmpty();
        assertThat(resolver.resolvedCommitted()).isEqualTo(1);
    }

    /** As after a standby was promoted that lacked the last commits. */
    @Test
    void aSlotThatIsOlderThanItsLastCommitIsNoEvidenceAndNothingIsAdmittedAnyMore() throws Exception {
        commit("first");
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, false);
        h2.execute("UPDATE durable_slot SET last_tx=0 WHERE slot=1");
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (gate.phase() != Phase.FAILED) {
            assertThat(System.nanoTime()).as("still admitted after 30 s, told: %s", told).isLessThan(deadline);
        }
        assertThat(gate.detail()).contains("DURABLE-0313").contains("names transaction 0, though transaction 1 was committed");
        assertThat(resolver.inDoubt()).extracting(InDoubt::transactionId).containsExactly(3L);
        assertThat(all()).hasSize(1);
        assertThatThrownBy(() -> changed("b")).hasMessageContaining("DURABLE-0102");
    }

    @Test
    void anOutcomeThatTheLogHasNoRoomForIsWrittenWhenItHas() throws Exception {
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, true);
        wal.refuse(new WalException.Full(Path.of("log"), "no room", null));
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        nextTold();
        while (resolver.inDoubt().get(0).lastError() == null) {
            Thread.onSpinWait();
        }
        assertThat(resolver.inDoubt().get(0).lastError()).contains("no room");
        wal.refuse(null);
        assertThat(outcomes()).containsExactly(Outcome.Result.COMMITTED);
        assertThat(resolver.inDoubt()).isEmpty();
    }

    @Test
    void byTheRefusingPolicyKeysOfATransactionThatIsLongInDoubtAreRefusedAndOthersNot() throws Exception {
        build(new Doubts.Policy(Duration.ofNanos(1), Consequence.KEYS_REFUSED));
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, true);
        jta.away = true;
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        resolver.look();
        resolver.look();
        ScriptedJta.Current same = changed("a");
        assertThatThrownBy(same::beforeCompletion).hasMessageContaining("DURABLE-0117").hasMessageContaining("transaction 1,");
        finish(same, false);
        same.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(commit("b")).isEqualTo(Outcome.Result.COMMITTED);
        assertThat(told.stream().filter(each -> each.startsWith("overdue"))).containsExactly("overdue 1 KEYS_REFUSED");
        jta.away = false;
        assertThat(outcomes()).hasSize(2);
        assertThat(commit("a")).isEqualTo(Outcome.Result.COMMITTED);
    }

    @Test
    void byTheWaitingPolicyNothingIsRefused() throws Exception {
        build(new Doubts.Policy(Duration.ofNanos(1), Consequence.NOT_READY));
        ScriptedJta.Current transaction = changed("a");
        transaction.beforeCompletion();
        finish(transaction, false);
        jta.away = true;
        transaction.afterCompletion(Status.STATUS_UNKNOWN);
        assertThat(resolver.inDoubt()).extracting(InDoubt::consequence).containsExactly(Consequence.NOT_READY);
        assertThat(commit("a")).isEqualTo(Outcome.Result.COMMITTED);
    }

    @Test
    void thePauseBetweenQuestionsGrowsToABoundAndIsNeverTheSameForAll() {
        assertThat(Resolver.pause(1, 0)).isEqualTo(Duration.ofMillis(50));
        assertThat(Resolver.pause(1, 1)).isEqualTo(Duration.ofMillis(100));
        assertThat(Resolver.pause(3, 1)).isEqualTo(Duration.ofMillis(400));
        for (int attempts = 7; attempts < 100; attempts++) {
            assertThat(Resolver.pause(attempts, 1)).isEqualTo(Duration.ofSeconds(5));
            assertThat(Resolver.pause(attempts, 0)).isEqualTo(Duration.ofMillis(2500));
        }
    }

    private ScriptedJta.Current changed(String key) throws SQLException {
        ScriptedJta.Current transaction = jta.begin();
        protocol.begun();
        try (Statement statement = transaction.connection.createStatement()) {
            statement.execute("MERGE INTO thing VALUES ('" + key + "')");
        }
        protocol.captured(DATASOURCE, insert(key));
        return transaction;
    }

    /** What the database does, whatever is said of it. */
    private static void finish(ScriptedJta.Current transaction, boolean commit) throws SQLException {
        if (commit) {
            transaction.connection.commit();
        } else {
            transaction.connection.rollback();
        }
        transaction.status = Status.STATUS_COMMITTING;
    }

    private static void rollback(ScriptedJta.Current transaction) {
        try {
            transaction.connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Outcome.Result commit(String key) throws Exception {
        ScriptedJta.Current transaction = changed(key);
        transaction.beforeCompletion();
        finish(transaction, true);
        int before = all().size();
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(all()).hasSize(before + 1);
        return all().get(before);
    }

    private void overstay() {
        after(PATIENCE);
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
        watch.look();
    }

    private String nextTold() throws InterruptedException {
        String next = told.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("in doubt: %s", resolver.inDoubt()).isNotNull();
        return next;
    }

    /** Results in the log, as soon as no transaction is open. */
    private List<Outcome.Result> outcomes() throws InterruptedException {
        while (!journal.open().isEmpty()) {
            assertThat(outcomes.poll(30, TimeUnit.SECONDS)).as("in doubt: %s, told: %s", resolver.inDoubt(), told).isNotNull();
        }
        return all();
    }

    private List<Outcome.Result> outcomesQuietly() {
        try {
            return outcomes();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Outcome.Result> all() {
        List<Outcome.Result> found = new ArrayList<>();
        try (WalReader reader = wal.read(Lsn.of(1))) {
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                if (record.type() == OUTCOME) {
                    found.add(new JournalCodec().decodeOutcome(record.payload()).result());
                }
            }
        }
        return found;
    }
}
