package io.quarkiverse.durable.runtime.recovery;

import java.security.SecureRandom;
import java.util.List;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.wal.Wal;

/**
 * By which epochs a log knows its rows on one datasource as its own. It draws one that nobody else can draw, notes it durably
 * before the database has it, and takes over only from one that it noted: whoever has another copy of its directory, and took
 * over with that, has left an epoch that it does not know.
 *
 * <p>
 * Two are noted, the one that the rows show and the one that they are about to show: that is all they can show, whether the
 * commit that follows succeeds or not. Others are forgotten.
 */
final class OwnEpochs {

    /** Notes have this name, followed by that of the datasource. */
    static final String NOTE = "durable.epochs.";

    private final Wal wal;
    private final String datasource;

    OwnEpochs(Wal wal, String datasource) {
        this.wal = wal;
        this.datasource = datasource;
    }

    /** One that nobody else can draw. */
    static long draw() {
        return new SecureRandom().nextLong(1, Long.MAX_VALUE);
    }

    /** Whether the log was ever used with this datasource. */
    boolean wereNoted() {
        return !wal.noted(NOTE + datasource).isEmpty();
    }

    /** Whether rows that show this epoch were taken over by somebody else. */
    boolean isForeign(long shown) {
        return shown != SlotTable.NOBODY && !wal.noted(NOTE + datasource).contains(shown);
    }

    DurableException foreign(long shown) {
        return new DurableException("DURABLE-0228", "In the database of datasource " + datasource + " the rows of log "
                + wal.logId() + " have the epoch " + shown
                + ", which is not the one that this log directory noted when it was last used: another copy of the directory"
                + " has taken over since, or the database was restored to an earlier state, or another instance was told to adopt"
                + " this log (quarkus.durable.adopt). Start the copy that was used last, and"
                + " remove this one. If that copy is gone for good, or the database was restored, set"
                + " quarkus.durable.unknown-database=start-afresh for one start: then nothing of this log's past is published.");
    }

    /** Durable on return. To be called while the rows are locked, so that they show nothing else. */
    void note(long shown, long next) {
        wal.note(NOTE + datasource, List.of(shown, next));
    }
}
