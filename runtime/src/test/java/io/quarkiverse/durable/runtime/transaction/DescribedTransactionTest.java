package io.quarkiverse.durable.runtime.transaction;

import static io.quarkiverse.durable.runtime.journal.Records.DATASOURCE;
import static io.quarkiverse.durable.runtime.journal.Records.change;
import static io.quarkiverse.durable.runtime.journal.Records.image;
import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.CurrentTransaction;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.journal.Chunking;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.JournalCodec;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Records;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
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
import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalReader;

/** What a transaction says of itself stands in its record and comes with its events, however it commits. */
class DescribedTransactionTest {

    private static final SlotNames NAMES = new SlotNames("durable_slot");

    private final MemoryWal wal = new MemoryWal(true);
    private final Gate gate = new Gate();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final Journal journal = new Journal(wal, new Chunking(8_000, 4_000, Duration.ofHours(1)));
    private H2Database h2;
    private ScriptedJta jta;
    private SlotTable table;
    private CommitProtocol protocol;
    private CurrentTransaction current;

    @BeforeEach
    void open() throws SQLException {
        h2 = H2Database.inMemory();
        jta = new ScriptedJta(h2.connections);
        current = new ReasonOfTransaction(jta);
        gate.move(Phase.SERVING, "");
        build(null);
    }

    private void build(SlotSpace.@Nullable Staging staging) throws SQLException {
        table = new SlotTable(DATASOURCE, new SlotConnections(jta, jta.outside), new H2Dialect(NAMES), NAMES, wal.logId(),
                staging == null ? SlotPlan.ON_DEMAND : new SlotPlan(staging.slotsMax(), true, false));
        table.prepare(true);
        List<SlotRow> rows = table.takeOver(Set.of(), 1, h2.lock());
        SlotPool pool = new SlotPool(new AtomicLong());
        pool.reset(rows.stream().map(row -> new Slot(row.number(), row.lastTx(), true, row.rowId(), 0)).toList());
        Resolver resolver = new Resolver(journal, new SlotLock(Duration.ofSeconds(1), true, threads, count -> {
        }), threads, new Doubts.Policy(Duration.ofMinutes(1), Consequence.NOT_READY),
                new Resolver.Surroundings(gate, (step, id) -> {
                }, null));
        protocol = new CommitProtocol(journal, new Spaces(
                Map.of(DATASOURCE, new SlotSpace(table, pool, staging, journal.acknowledgements())), DATASOURCE,
                new AtomicLong()), gate,
                new CommitProtocol.Surroundings(jta.around((step, id) -> {
                }).jta(), (step, id) -> {
                }, (tenant, reason) -> new TransactionMetadata(tenant, "ada", "r-1", "00-1-2-01", reason)), resolver,
                new CompletionWatch(Duration.ofHours(1), System::nanoTime));
    }

    @AfterEach
    void close() throws SQLException {
        threads.shutdownNow();
        h2.close();
    }

    @Test
    void eachEventSaysWhatTheTransactionSays() throws Exception {
        ScriptedJta.Current transaction = jta.begin();
        current.setReason("first thought");
        capture(insert("a"), "acme");
        current.setReason("second thought");
        protocol.event(new Change(Records.CHANNEL, "Done", "e", Operation.EVENT, null, image("data", 1), List.of()));
        end(transaction);
        assertThat(events())
                .extracting(ChangeEvent::tenant, ChangeEvent::user, ChangeEvent::requestId, ChangeEvent::traceparent,
                        ChangeEvent::reason)
                .containsExactly(tuple("acme", "ada", "r-1", "00-1-2-01", "second thought"),
                        tuple("acme", "ada", "r-1", "00-1-2-01", "second thought"));
    }

    @Test
    void aReasonIsOfOneTransactionAndMayBeTakenBack() throws Exception {
        ScriptedJta.Current first = jta.begin();
        current.setReason("of the first");
        capture(insert("a"), null);
        end(first);
        ScriptedJta.Current second = jta.begin();
        capture(insert("b"), null);
        end(second);
        ScriptedJta.Current third = jta.begin();
        current.setReason("too hasty");
        capture(insert("c"), null);
        current.setReason(null);
        end(third);
        assertThat(events()).extracting(ChangeEvent::key, ChangeEvent::reason).containsExactly(tuple("a", "of the first"),
                tuple("b", null), tuple("c", null));
    }

    @Test
    void aReasonOutsideOfATransactionOrTooLateOrNotATextIsRefused() throws Exception {
        assertRefused("DURABLE-0111", "why");
        ScriptedJta.Current transaction = jta.begin();
        assertRefused("DURABLE-0133", "x".repeat(1001));
        assertRefused("DURABLE-0133", "two\nlines");
        capture(insert("a"), null);
        transaction.beforeCompletion();
        assertRefused("DURABLE-0112", "why");
        transaction.connection.commit();
        transaction.afterCompletion(Status.STATUS_COMMITTED);
        assertThat(events()).extracting(ChangeEvent::reason).containsExactly((String) null);
    }

    @Test
    void aReasonMayComeWithTheLastFlush() throws Exception {
        ScriptedJta.Current transaction = jta.begin();
        jta.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                current.setReason("at the last moment");
            }

            @Override
            public void afterCompletion(int status) {
                // nothing to do
            }
        });
        capture(insert("a"), null);
        end(transaction);
        assertThat(events()).extracting(ChangeEvent::reason).containsExactly("at the last moment");
    }

    @Test
    void rowsOfSeveralTenantsKeepTheirs() throws Exception {
        ScriptedJta.Current transaction = jta.begin();
        capture(insert("of all"), null);
        capture(insert("1"), "red");
        capture(insert("1"), "blue");
        capture(change("1", Operation.UPDATE, image("id", "1"), image("id", "1", "n", 2)), "blue");
        end(transaction);
        assertThat(events()).extracting(ChangeEvent::key, ChangeEvent::tenant, event -> event.after().get("n")).containsExactly(
                tuple("of all", "red", null), tuple("1", "red", null), tuple("1", "blue", 2));
        assertThat(record().changes()).extracting(Change::tenant).as("only what is not the transaction's")
                .containsExactly(null, null, "blue");
    }

    @Test
    void aLargeTransactionSaysSoWithEachChange() throws Exception {
        ScriptedJta.Current transaction = jta.begin();
        for (int i = 0; i < 100; i++) {
            capture(insert("k" + i), i % 10 == 3 ? "blue" : "red");
        }
        current.setReason("many");
        end(transaction);
        assertThat(record().chunks()).isNotNull();
        List<ChangeEvent> events = events();
        assertThat(events).hasSize(100).allMatch(event -> "ada".equals(event.user()) && "many".equals(event.reason()));
        for (int i = 0; i < 100; i++) {
            assertThat(events.get(i).tenant()).isEqualTo(i % 10 == 3 ? "blue" : "red");
        }
    }

    @Test
    void whereCommitsAreStagedItTravelsWithTheRecord() throws Exception {
        build(new SlotSpace.Staging(4, 1_536, Duration.ZERO, false));
        ScriptedJta.Current transaction = jta.begin();
        capture(insert("a"), "acme");
        current.setReason("staged");
        end(transaction);
        SlotRow row = table.rows().stream().filter(each -> each.record() != null).findFirst().orElseThrow();
        TransactionRecord.Metadata metadata = new JournalCodec().decodeTransaction(row.record()).metadata();
        assertThat(metadata.timeMillis()).isPositive();
        assertThat(metadata).isEqualTo(
                new TransactionRecord.Metadata("acme", "ada", "00-1-2-01", metadata.timeMillis(), "r-1", "staged"));
    }

    private void assertRefused(String code, String reason) {
        assertThatThrownBy(() -> current.setReason(reason)).isInstanceOf(DurableException.class).hasMessageContaining(code);
    }

    private void capture(Change change, @Nullable String tenant) {
        protocol.captured(DATASOURCE, change.ofTenant(tenant));
    }

    private static void end(ScriptedJta.Current transaction) throws SQLException {
        transaction.beforeCompletion();
        transaction.connection.commit();
        transaction.afterCompletion(Status.STATUS_COMMITTED);
    }

    private List<ChangeEvent> events() {
        List<ChangeEvent> events = new ArrayList<>();
        try (CommittedFeed feed = journal.feed(Records.CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER)) {
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                events.addAll(item.events());
            }
        }
        return events;
    }

    /** That of the first transaction. */
    private TransactionRecord record() {
        try (WalReader reader = wal.read(Lsn.of(events().get(0).transactionId()))) {
            return new JournalCodec().decodeTransaction(reader.next(Duration.ZERO).payload());
        }
    }
}
