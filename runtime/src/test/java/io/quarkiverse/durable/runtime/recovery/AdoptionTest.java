package io.quarkiverse.durable.runtime.recovery;

import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.AdoptionState;
import io.quarkiverse.durable.runtime.journal.Chunks;
import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.Records;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.runtime.recovery.Recovery.UnknownDatabase;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.OtherLog;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.wal.Lsn;

/** The log of the fixture is gone; its rows are there. */
class AdoptionTest extends RecoveryFixture {

    private final MemoryWal heir = new MemoryWal(true);

    @Test
    void whatTheSlotsHoldIsPublishedAsItWouldHaveBeenAndWhatTheyLackIsNamed() throws SQLException {
        stage(7, 2, 0);
        stage(3, 1, 0);
        commitInDatabase(5, 3, 0);
        stage(9, 4, 0);
        commitInDatabase(12, 4, 9);

        DurableLog.Adoption adopted = adopt(heir);
        assertThat(adopted.state()).isEqualTo(AdoptionState.PUBLISHING);
        assertThat(adopted.by()).isEqualTo(heir.logId());
        assertThat(adopted.transactions()).isEqualTo(2);
        assertThat(adopted.unpublished()).containsExactly(5L, 12L);
        assertThat(events(heir)).as("in the order of their tokens")
                .containsExactly(LOG + ":7:0 staged-7", LOG + ":3:0 staged-3");
    }

    @Test
    void itIsDoneOnceAndForgottenWhenAllIsPublished() throws SQLException {
        stage(3, 1, 0);
        adopt(heir);
        MemoryWal next = heir.crash();
        DurableLog.Adoption again = adopt(next);
        assertThat(again.state()).isEqualTo(AdoptionState.PUBLISHING);
        assertThat(events(next)).as("a restart before all is published").hasSize(1);
        assertThat(next.lastLsn()).as("nothing was appended").isEqualTo(heir.lastLsn());

        adoption(next).published(LOG, List.of(table));
        assertThat(others()).singleElement().satisfies(other -> {
            assertThat(other.records()).isEqualTo(1);
            assertThat(Objects.requireNonNull(other.claim()).published()).isTrue();
        });
        assertThat(adopt(next.crash()).state()).isEqualTo(AdoptionState.PUBLISHED);
        DurableLog.Adoption later = adopt(new MemoryWal(true));
        assertThat(later.state()).as("another instance with the same setting").isEqualTo(AdoptionState.PUBLISHED);
        assertThat(later.by()).isEqualTo(heir.logId());
    }

    /** The note comes last: what was appended before it is found. */
    @Test
    void anAdoptionThatDiedBeforeItsNoteGoesOnWhereItStood() throws SQLException {
        for (int slot = 1; slot <= 3; slot++) {
            stage(slot * 2L, slot, 0);
        }
        for (long reached = 0; reached <= 3; reached++) {
            MemoryWal dying = new MemoryWal(true);
            adopt(dying);
            MemoryWal next = dying.copy().cutBehind(reached).crash();
            next.note(Adoption.NOTE + LOG, List.of());
            adopt(next);
            assertThat(events(next)).as("died when %s was on the disk", reached)
                    .containsExactly(LOG + ":2:0 staged-2", LOG + ":4:0 staged-4", LOG + ":6:0 staged-6");
            h2.execute("UPDATE durable_slot SET record=NULL WHERE slot=0");
        }
    }

    @Test
    void ofTwoInstancesThatAreToldToTheFirstDoesItUntilItIsGoneAsWell() throws SQLException {
        stage(3, 1, 0);
        adopt(heir);
        MemoryWal second = new MemoryWal(true);
        DurableLog.Adoption other = adopt(second);
        assertThat(other.state()).isEqualTo(AdoptionState.BY_ANOTHER);
        assertThat(other.by()).isEqualTo(heir.logId());
        assertThat(events(second)).isEmpty();

        Adoption both = new Adoption(new Journal(second), h2.lock(), Set.of(LOG, heir.logId()));
        assertThat(of(LOG, both.adopt(List.of(table))).state()).isEqualTo(AdoptionState.PUBLISHING);
        assertThat(events(second)).containsExactly(LOG + ":3:0 staged-3");
        adoption(heir).published(LOG, List.of(table));
        assertThat(Objects.requireNonNull(others().get(0).claim()).published()).as("the one that was gone says so").isFalse();
    }

    /** Whichever id is the lower: two that were lost have written the same rows in turn. */
    @Test
    void whatSeveralLogsLeftIsPublishedInTheOrderOfTheTokens() throws SQLException {
        for (UUID second : List.of(new UUID(0, 1), new UUID(-1, -1))) {
            h2.execute("DELETE FROM durable_slot WHERE slot>0");
            table.takeOver(Set.of(), 7, h2.lock());
            stage(3, 1, 0);
            h2.table(second).takeOver(Set.of(), 5, h2.lock());
            h2.execute("INSERT INTO durable_slot SELECT '" + second + "', 1, 9, 5, NEXT VALUE FOR durable_slot_token, record"
                    + " FROM durable_slot WHERE slot=1 AND log_id='" + LOG + "'");
            stage(5, 2, 0);
            MemoryWal log = new MemoryWal(true);
            new Adoption(new Journal(log), h2.lock(), Set.of(second, LOG)).adopt(List.of(table));
            assertThat(events(log)).extracting(event -> event.substring(0, event.indexOf(' '))).containsExactly(LOG + ":3:0",
                    second + ":9:0", LOG + ":5:0");
            h2.execute("DELETE FROM durable_slot WHERE log_id='" + second + "'");
        }
    }

    @Test
    void anOwnerThatLivesOnIsFencedAndItsDirectoryIsRefused() throws SQLException {
        commitInDatabase(append(1, 0), 1, 0);
        wal.makeDurable(1);
        long before = table.epoch();
        adopt(heir);
        try (Connection late = h2.begun()) {
            assertThat(h2.dialect.mark(late, LOG, new Mark(new Slot(1, 1, true, null, 0), 9, before, true, null))).isNull();
        }
        try (Connection late = h2.begun()) {
            assertThat(h2.dialect.mark(late, LOG, new Mark(new Slot(2, 0, false, null, 0), 9, before, true, null))).isNull();
        }
        assertThat(table.fence(new Slot(1, 1, true, null, 0))).hasMessageContaining("DURABLE-0312");
        assertThatThrownBy(() -> recover(wal.crash(), UnknownDatabase.FAIL)).hasMessageContaining("DURABLE-0228")
                .hasMessageContaining("quarkus.durable.adopt");
    }

    @Test
    void aLogThatCameBackAndIsLostAgainIsAdoptedAgain() throws SQLException {
        stage(3, 1, 0);
        adopt(heir);
        adoption(heir).published(LOG, List.of(table));
        recover(wal.crash(), UnknownDatabase.START_AFRESH);
        assertThat(others()).singleElement().satisfies(other -> assertThat(other.claim()).isNull());
        stage(30, 1, 3);
        assertThat(adopt(heir).state()).isEqualTo(AdoptionState.PUBLISHING);
        assertThat(events(heir)).containsExactly(LOG + ":3:0 staged-3", LOG + ":30:0 staged-30");
    }

    @Test
    void aTransactionThatIsStillOpenIsWaitedForAndThenAdopted() throws SQLException {
        stage(2, 1, 0);
        try (Connection zombie = h2.begun()) {
            mark(zombie, 3, 1, 2, transaction(1, 2, insert("late")));
            assertThatThrownBy(() -> new Adoption(new Journal(heir), h2.lock(Duration.ofMillis(300), false), Set.of(LOG))
                    .adopt(List.of(table))).isInstanceOf(SQLException.class);
            assertThat(events(heir)).isEmpty();
            zombie.commit();
        }
        adopt(heir);
        assertThat(events(heir)).containsExactly(LOG + ":3:0 late");
    }

    @Test
    void aLogThatNobodyKnowsIsSaidToBeUnknown() throws SQLException {
        UUID typo = UUID.randomUUID();
        List<Adoption.Report> reports = new Adoption(new Journal(heir), h2.lock(), Set.of(typo)).adopt(List.of(table));
        assertThat(of(typo, reports).state()).isEqualTo(AdoptionState.UNKNOWN);
        assertThat(others()).as("and gets no rows").extracting(OtherLog::logId).containsExactly(LOG);
    }

    @Test
    void aRecordOfAnotherSlotOrOfNoLayoutIsNotAdopted() throws SQLException {
        stage(3, 1, 0);
        h2.execute("UPDATE durable_slot SET slot=2 WHERE slot=1");
        assertThatThrownBy(() -> adopt(heir)).hasMessageContaining("DURABLE-0234").hasMessageContaining("transaction 3");
        for (String bytes : List.of("8109", "FF", "")) {
            h2.execute("UPDATE durable_slot SET record=X'" + bytes + "' WHERE slot=2");
            assertThatThrownBy(() -> adopt(heir)).as(bytes).hasMessageContaining("DURABLE-0234");
        }
        assertThat(events(heir)).isEmpty();
    }

    @Test
    void theEndOfALargeTransactionIsNotAdoptedForTheWholeOfIt() throws SQLException {
        TransactionRecord whole = transaction(1, 0, insert("the-end"));
        commitInDatabase(3, 1, 0, new TransactionRecord(whole.participants(), whole.metadata(), whole.changes(),
                new Chunks(1, 1, 1, Map.of(Records.CHANNEL, 1), 0)));
        assertThatThrownBy(() -> adopt(heir)).hasMessageContaining("DURABLE-0234").hasMessageContaining("transaction 3");
        assertThat(events(heir)).isEmpty();
    }

    private Adoption adoption(MemoryWal log) {
        return new Adoption(new Journal(log), h2.lock(), Set.of(LOG));
    }

    private DurableLog.Adoption adopt(MemoryWal log) throws SQLException {
        return of(LOG, adoption(log).adopt(List.of(table)));
    }

    private static DurableLog.Adoption of(UUID logId, List<Adoption.Report> reports) {
        return reports.stream().map(Adoption.Report::adoption).filter(each -> each.logId().equals(logId)).findFirst()
                .orElseThrow();
    }

    private List<OtherLog> others() throws SQLException {
        return h2.table(heir.logId()).otherLogs();
    }

    private void stage(long transaction, int slot, long previous) throws SQLException {
        commitInDatabase(transaction, slot, previous, transaction(slot, previous, insert("staged-" + transaction)));
    }

    private static List<String> events(MemoryWal log) {
        List<String> events = new ArrayList<>();
        try (CommittedFeed feed = new Journal(log).feed(Records.CHANNEL, Lsn.NONE, CommittedFeed.Passing.NEVER)) {
            for (CommittedFeed.Item item = feed.next(Duration.ZERO); item != null; item = feed.next(Duration.ZERO)) {
                item.events().forEach(event -> events.add(event.id() + " " + event.key()));
            }
        }
        return events;
    }
}
