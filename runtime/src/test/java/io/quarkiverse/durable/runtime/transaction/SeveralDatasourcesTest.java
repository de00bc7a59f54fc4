package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import jakarta.transaction.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.JournalCodec;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Outcome.Evidence;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.H2Dialect;
import io.quarkiverse.durable.runtime.slot.SlotConnections;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotPlan;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/** One transaction on two databases, or on one by XA: what the transaction manager says is not believed (rule R4). */
class SeveralDatasourcesTest {

    private static final SlotNames NAMES = new SlotNames("durable_slot");
    private static final SlotPlan XA = new SlotPlan(0, false, true);

    private final MemoryWal wal = new MemoryWal(true);
    private final Journal journal = new Journal(wal);
    private final Gate gate = new Gate();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> outcomes = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService questions = new ScheduledThreadPoolExecutor(1);
    private final ScheduledExecutorService timers = new ScheduledThreadPoolExecutor(1);
    private Consumer<Step> hook = step -> {
    };

    private H2Database one;
    private H2Database two;
    private SlotTable tableOne;
    private SlotTable tableTwo;
    private ScriptedJta jta;
    private CommitProtocol protocol;

    @BeforeEach
    void open() throws SQLException {
        one = H2Database.inMemory();
        two = H2Database.inMemory();
        jta = new ScriptedJta(one.connections);
        tableOne = table("one", new SlotConnections(jta, jta.beside(one.connections)));
        tableTwo = table("two", new SlotConnections(jta.joining(two.connections), jta.beside(two.connections)));
        gate.move(Phase.SERVING, "");
        AtomicLong releases = new AtomicLong();
        ProtocolListener listener = (step, transaction) -> {
            hook.accept(step);
            if (step == Step.OUTCOME) {
                outcomes.add(transaction);
            }
        };
        SlotLock lock = new SlotLock(Duration.ofMillis(300), true, timers, count -> {
        });
        Resolver resolver = new Resolver(journal, lock, questions,
                new Doubts.Policy(Duration.ofMinutes(1), DurableLog.Consequence.NOT_READY),
                new Resolver.Surroundings(gate, listener, new Told()));
        protocol = new CommitProtocol(journal, new Spaces(Map.of("one", new SlotSpace(tableOne, new SlotPool(releases)),
                "two", new SlotSpace(tableTwo, new SlotPool(releases))), "one", releases), gate, jta.around(listener), resolver,
                new CompletionWatch(Duration.ofMinutes(1), System::nanoTime));
    }

    private SlotTable table(String datasource, SlotConnections connections) throws SQLException {
        SlotTable table = new SlotTable(datasource, connections, new H2Dialect(NAMES), NAMES,
                wal.logId(), XA);
        table.prepare(true);
        table.takeOver(Set.of(), 1, one.lock());
        return table;
    }

    private final class Told implements Resolver.Events {

        @Override
        public void inDoubt(long transaction, String datasource, int slot, String why) {
            told.add("doubt " + datasource);
        }

        @Override
        public void resolved(DurableLog.InDoubt was, boolean committed, String evidence) {
            told.add("resolved " + was.datasource() + " " + committed);
        }

        @Override
        public void unresolved(long transaction, String datasource, int attempts, Throwable why) {
            told.add("unresolved " + datasource);
        }

        @Override
        public void overdue(DurableLog.InDoubt transaction) {
            told.add("overdue");
        }
    }

    @AfterEach
    void close() throws SQLException {
        questions.shutdownNow();
        timers.shutdownNow();
        one.close();
        two.close();
    }

    @Test
    void aCommitThatTheSlotsConfirmIsNeverInDoubt() throws Exception {
        for (int round = 0; round < 3; round++) {
            ScriptedJta.Current transaction = changed("one", "two");
            transaction.beforeCompletion();
            finish(transaction, true, true);
            transaction.afterCompletion(Status.STATUS_COMMITTED);
        }
        assertThat(outcomes()).extracting(Outcome::committed).containsOnly(true).hasSize(6);
        assertThat(all()).extracting(Outcome::evidence).containsOnly(Evidence.SLOT);
        assertThat(all()).extracting(Outcome::datasource).contains("one", "two");
        assertThat(all()).extracting(Outcome::token).as("each of its own database").doesNotContain(0L);
        assertThat(told).isEmpty();
        assertThat(tableOne.rows()).as("the slot was used again").hasSize(1);
    }

    /** Heuristics, a lost answer, a branch that still is prepared: whatever it says. */
    @ParameterizedTest
    @CsvSource({ Status.STATUS_COMMITTED + ",true,false", Status.STATUS_COMMITTED + ",false,true",
            Status.STATUS_COMMITTED + ",false,false", Status.STATUS_ROLLEDBACK + ",true,true",
            Status.STATUS_ROLLEDBACK + ",true,false", Status.STATUS_ROLLEDBACK + ",false,true",
            Status.STATUS_ROLLEDBACK + ",false,false", Status.STATUS_UNKNOWN + ",true,false" })
    void eachDatabaseHasItsOwnOutcome(int said, boolean first, boolean second) throws Exception {
        ScriptedJta.Current transaction = changed("one", "two");
        transaction.beforeCompletion();
        finish(transaction, first, second);
        transaction.afterCompletion(said);
        assertThat(outcomes()).extracting(Outcome::datasource, Outcome::committed).containsExactlyInAnyOrder(
                tuple("one", first), tuple("two", second));
        assertThat(told.contains("doubt one")).isEqualTo(said != Status.STATUS_COMMITTED || !first);
        assertThat(told.contains("doubt two")).isEqualTo(said != Status.STATUS_COMMITTED || !second);
    }

    @ParameterizedTest
    @CsvSource({ Status.STATUS_COMMITTED + ",true", Status.STATUS_COMMITTED + ",false", Status.STATUS_ROLLEDBACK + ",true" })
    void onePhaseIsNotBelievedEither(int said, boolean committed) throws Exception {
        ScriptedJta.Current transaction = changed("one");
        transaction.beforeCompletion();
        finish(transaction, committed, false);
        transaction.afterCompletion(said);
        assertThat(outcomes()).extracting(Outcome::committed).containsExactly(committed);
        assertThat(all()).extracting(Outcome::evidence).containsExactly(Evidence.SLOT);
    }

    @Test
    void aDatabaseThatDoesNotConfirmIsAskedUntilItAnswers() throws Exception {
        ScriptedJta.Current transaction = changed("one", "two");
        transaction.beforeCompletion();
        finish(transaction, true, true);
        jta.away = true;
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        List<String> first = List.of(next(), next(), next(), next());
        assertThat(first).containsExactlyInAnyOrder("doubt one", "doubt two", "unresolved one", "unresolved two");
        jta.away = false;
        assertThat(outcomes()).extracting(Outcome::committed).containsExactly(true, true);
    }

    @Test
    void aMarkThatFailsOnTheSecondRollsBackBoth() throws Exception {
        ScriptedJta.Current transaction = changed("one", "two");
        hook = step -> {
            if (step == Step.APPENDED) {
                // as a process does that takes over from a copied directory
                execute(two, "UPDATE durable_slot SET epoch=99");
            }
        };
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0312").hasMessageContaining("two");
        finish(transaction, false, false);
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(outcomes()).extracting(Outcome::datasource, Outcome::committed, Outcome::evidence)
                .containsExactly(tuple("one", false, Evidence.NOT_SENT), tuple("two", false, Evidence.NOT_SENT));
    }

    @Test
    void aSlotThatTheSecondDoesNotHaveGivesBackThatOfTheFirst() throws Exception {
        two.execute("DROP TABLE durable_slot");
        ScriptedJta.Current transaction = changed("one", "two");
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0122").hasMessageContaining("two");
        finish(transaction, false, false);
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        assertThat(wal.lastLsn()).isEqualTo(Lsn.NONE);
        ScriptedJta.Current alone = changed("one");
        alone.beforeCompletion();
        finish(alone, true, false);
        alone.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(outcomes()).extracting(Outcome::committed).containsExactly(true);
        assertThat(tableOne.rows()).hasSize(1);
    }

    @Test
    void aSlotIsCreatedBeforeTheBranchUsesItAndNotByTheBranch() throws Exception {
        ScriptedJta.Current transaction = changed("one", "two");
        List<SlotRow> seen = new ArrayList<>();
        hook = step -> {
            if (step == Step.MARKED) {
                seen.addAll(committed(tableOne));
                seen.addAll(committed(tableTwo));
            }
        };
        transaction.beforeCompletion();
        assertThat(seen).extracting(SlotRow::lastTx).containsExactly(0L, 0L);
        finish(transaction, true, true);
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(committed(tableTwo)).extracting(SlotRow::lastTx).containsExactly(1L);
    }

    @Test
    void aStrictIsolationIsRefusedASlotThatWasMadeForItAndFindsItTheNextTime() throws Exception {
        ScriptedJta.Current transaction = jta.begin();
        transaction.connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        protocol.begun();
        protocol.captured("one", insert("a"));
        assertThatThrownBy(transaction::beforeCompletion).hasMessageContaining("DURABLE-0126");
        rollback(transaction.connection);
        transaction.afterCompletion(Status.STATUS_ROLLEDBACK);
        ScriptedJta.Current again = jta.begin();
        again.connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        protocol.begun();
        protocol.captured("one", insert("a"));
        again.beforeCompletion();
        again.connection.commit();
        again.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(outcomes()).extracting(Outcome::committed).containsExactly(true);
    }

    private static List<SlotRow> committed(SlotTable table) {
        try {
            return table.rows();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private ScriptedJta.Current changed(String... datasources) throws SQLException {
        ScriptedJta.Current transaction = jta.begin();
        protocol.begun();
        for (String datasource : datasources) {
            if (datasource.equals("two")) {
                // as the application's own statement: it joins the transaction
                try (Statement statement = jta.joining(two.connections).getConnection().createStatement()) {
                    statement.execute("SELECT 1");
                }
            }
            protocol.captured(datasource, insert("a"));
        }
        return transaction;
    }

    private void finish(ScriptedJta.Current transaction, boolean first, boolean second) throws SQLException {
        finish(transaction.connection, first);
        Connection other = transaction.others.get(two.connections);
        if (other != null) {
            finish(other, second);
        }
        transaction.status = Status.STATUS_COMMITTING;
    }

    private static void finish(Connection connection, boolean commit) throws SQLException {
        if (commit) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    private static void execute(H2Database database, String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String next() throws InterruptedException {
        String next = told.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private List<Outcome> outcomes() throws InterruptedException {
        while (!journal.open().isEmpty()) {
            assertThat(outcomes.poll(30, TimeUnit.SECONDS)).as("told: %s", told).isNotNull();
        }
        return all();
    }

    private List<Outcome> all() {
        List<Outcome> found = new ArrayList<>();
        try (WalReader reader = wal.read(Lsn.of(1))) {
            for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                if (record.type() == InDoubtTest.OUTCOME) {
                    found.add(new JournalCodec().decodeOutcome(record.payload()));
                }
            }
        }
        return found;
    }
}
