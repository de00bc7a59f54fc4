package io.quarkiverse.durable.runtime.recovery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.runtime.slot.SlotVerdict;

/**
 * What a slot row says at a start about a transaction without an outcome.
 *
 * <pre>
 * row                        testimony
 * names the transaction      COMMITTED
 * names the one before it    NOT_COMMITTED
 * names an earlier one       EARLIER   the database is older than the log
 * names a later one          LATER     the log is older than the database
 * is not there               WIPED
 * </pre>
 */
enum Testimony {
    COMMITTED,
    NOT_COMMITTED,
    EARLIER,
    LATER,
    WIPED;

    static Testimony of(long transaction, Participant participant, @Nullable SlotRow row) {
        if (row == null) {
            return WIPED;
        }
        switch (SlotVerdict.of(transaction, row.lastTx())) {
            case COMMITTED:
                return COMMITTED;
            case NOT_COMMITTED:
                return row.lastTx() == participant.previous() ? NOT_COMMITTED : EARLIER;
            default:
                return LATER;
        }
    }

    /** Whether it is evidence on a database and a log that lose nothing. */
    boolean isDefinite() {
        return this == COMMITTED || this == NOT_COMMITTED;
    }

    Outcome outcome(long transaction, String datasource, @Nullable SlotRow row) {
        if (this == COMMITTED && row != null) {
            return new Outcome(transaction, datasource, Outcome.Result.COMMITTED, row.token(), Outcome.Evidence.SLOT);
        }
        return new Outcome(transaction, datasource, Outcome.Result.ROLLED_BACK, 0,
                isDefinite() || this == EARLIER ? Outcome.Evidence.SLOT : Outcome.Evidence.ABANDONED);
    }

    DurableException refusal(long transaction, Participant participant, @Nullable SlotRow row) {
        if (this == LATER && row != null) {
            return new DurableException("DURABLE-0223", SlotVerdict.explainLater(transaction, row.number(), row.lastTx()));
        }
        return new DurableException("DURABLE-0224", "Slot " + participant.slot() + " on datasource " + participant.datasource()
                + (row == null ? " has no row" : " names transaction " + row.lastTx()) + ", but before transaction "
                + transaction
                + ", which has no outcome in the log, it named " + participant.previous()
                + ": the database was restored from an older copy, a standby that lacked commits was promoted, or rows were"
                + " changed by hand. Connect the database that belongs to the log directory, or set quarkus.durable.unknown-database=start-afresh to count the transaction as not"
                + " committed.");
    }
}
