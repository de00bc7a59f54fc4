package io.quarkiverse.durable.runtime.recovery;

import static io.quarkiverse.durable.runtime.journal.Records.insert;
import static io.quarkiverse.durable.runtime.journal.Records.transaction;
import static io.quarkiverse.durable.runtime.slot.H2Database.LOG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.MemoryWal;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.runtime.recovery.Recovery.NewLog;
import io.quarkiverse.durable.runtime.recovery.Recovery.UnknownDatabase;
import io.quarkiverse.durable.runtime.slot.H2Database;
import io.quarkiverse.durable.runtime.slot.Mark;
import io.quarkiverse.durable.runtime.slot.Slot;
import io.quarkiverse.durable.runtime.slot.SlotLock;
import io.quarkiverse.durable.runtime.slot.SlotPool;
import io.quarkiverse.durable.runtime.slot.SlotTable;

/** A real H2 that keeps what it commits and has the slots of a log whose end the test chooses. */
abstract class RecoveryFixture {

    final MemoryWal wal = new MemoryWal(false);
    final Journal journal = new Journal(wal);
    H2Database h2;
    SlotTable table;

    @BeforeEach
    void open(@TempDir Path directory) throws SQLException {
        h2 = new H2Database("jdbc:h2:file:" + directory.resolve("db") + ";WRITE_DELAY=0");
        table = h2.prepared();
        table.takeOver(Set.of(), 1, h2.lock());
        tookOver(wal);
    }

    /** It was this log's process that set epoch 1. */
    static void tookOver(MemoryWal log) {
        log.note(OwnEpochs.NOTE + "<default>", List.of(1L));
    }

    @AfterEach
    void close() throws SQLException {
        h2.close();
    }

    long append(int slot, long previous) {
        return journal.append(transaction(slot, previous, insert("k"))).lsn().value();
    }

    void commitInDatabase(long transaction, int slot, long previous) throws SQLException {
        commitInDatabase(transaction, slot, previous, null);
    }

    /** @param staged null where the commit waited for the log */
    void commitInDatabase(long transaction, int slot, long previous, @Nullable TransactionRecord staged) throws SQLException {
        try (Connection connection = h2.begun()) {
            mark(connection, transaction, slot, previous, staged);
            connection.commit();
        }
    }

    void mark(Connection connection, long transaction, int slot, long previous, @Nullable TransactionRecord staged)
            throws SQLException {
        Slot used = new Slot(slot, previous, previous > 0 || table.plan().fixed(), null, 0);
        assertThat(h2.dialect.mark(connection, LOG, new Mark(used, transaction, table.epoch(), true, null,
                staged == null ? null : journal.encode(staged).payload()))).isNotNull();
    }

    Recovery.Report recover(MemoryWal log, UnknownDatabase unknown) throws SQLException {
        return recover(log, unknown, h2.lock());
    }

    Recovery.Report recover(MemoryWal log, UnknownDatabase unknown, SlotLock lock) throws SQLException {
        Journal recovered = new Journal(log);
        recovered.scan();
        Recovery recovery = new Recovery(recovered, lock, new Recovery.Policy(true, unknown, NewLog.WARN, true));
        Recovery.Taken taken = recovery.takeOver(table);
        recovery.restore(List.of(taken));
        recovery.raiseFloor(List.of(taken));
        return recovery.finish(taken, new SlotPool(new AtomicLong()));
    }
}
