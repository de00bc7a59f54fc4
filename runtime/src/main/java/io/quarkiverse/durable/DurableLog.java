package io.quarkiverse.durable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.WalStatus;

/**
 * What the log and the publication are doing. Inject it. May be called from any thread; {@link #status()} does not wait for the
 * disk.
 */
public interface DurableLog {

    Status status();

    /**
     * Asks for the keys of the log's encryption again, now instead of after the interval in the configuration. If another key
     * is active, records go to a new segment with it as soon as there is a file for one. Does nothing without encryption.
     * Blocks as long as whoever gives the keys.
     *
     * @throws DurableException DURABLE-0205 or DURABLE-0206: the keys cannot be had, or miss one that {@link Status#log()}
     *         needs; those from before are used on
     */
    void refreshKeys();

    /**
     * Logs that the databases know beside the one of this instance: those of other instances, and those whose nodes are gone,
     * which {@code quarkus.durable.adopt} can name. Asks the databases; one entry for each log and datasource.
     *
     * @throws DurableException DURABLE-0123: a database does not answer
     */
    List<OtherLog> otherLogs();

    /** What became of the logs that {@code quarkus.durable.adopt} names, since this instance started; by their ids. */
    List<Adoption> adoptions();

    /**
     * @param logId identity of the log
     * @param datasource of the database that knows it
     * @param lastTransaction the highest that committed there, 0 if none did; the same again later is a sign that nobody uses
     *        the log
     * @param records how many of its slots hold the record of their last transaction, which could be adopted
     * @param adoptedBy the log of the instance that adopts it, or null
     * @param published whether all that was adopted is published
     */
    record OtherLog(UUID logId, String datasource, long lastTransaction, int records, @Nullable UUID adoptedBy,
            boolean published) {
    }

    /**
     * @param logId of the log whose node is gone
     * @param state how far it is
     * @param by the log of the instance that adopts it; null if nobody does
     * @param transactions that this instance found in its slots
     * @param unpublished committed transactions that are not among them, as their slots have no record: their events may not
     *        have been published. The last ones of their slots; unless the log ran with
     *        {@code quarkus.durable.staged-until=published} earlier ones may be missing as well
     */
    record Adoption(UUID logId, AdoptionState state, @Nullable UUID by, int transactions, List<Long> unpublished) {

        /** Copies the list. */
        public Adoption {
            unpublished = List.copyOf(unpublished);
        }
    }

    /** How far an adoption is. */
    enum AdoptionState {
        /** No database knows the log. */
        UNKNOWN,
        /** Another instance adopts it, whose log {@code quarkus.durable.adopt} does not name. */
        BY_ANOTHER,
        /** Its transactions are in the log of this instance, and not all are acknowledged by all sinks. */
        PUBLISHING,
        /** All of it is published. */
        PUBLISHED
    }

    /**
     * @param phase whether transactions are admitted, and if not, why
     * @param detail one sentence on the phase for a person
     * @param log null until the log is open
     * @param inDoubt transactions whose outcome is being asked of the database
     * @param sinks one for each channel
     * @param counts since the application started
     */
    record Status(Phase phase, String detail, @Nullable WalStatus log, List<InDoubt> inDoubt, List<Sink> sinks, Counts counts) {
    }

    enum Phase {
        STARTING,
        RECOVERING,
        /** The database does not answer: nothing is admitted, recovery is tried again. */
        WAITING_FOR_DATABASE,
        SERVING,
        /** The log failed, or another process uses this log in the database: nothing is admitted until a restart. */
        FAILED,
        STOPPED
    }

    /**
     * @param transactionId number of the transaction, which is the LSN of its record
     * @param datasource of the database that is asked
     * @param slot whose row has the answer
     * @param since when its outcome became unknown
     * @param why what the driver or the transaction manager said
     * @param attempts how often the database was asked without an answer
     * @param lastError why it gave none the last time, or null
     * @param consequence what follows from it by now
     */
    record InDoubt(long transactionId, String datasource, int slot, Instant since, String why, int attempts,
            @Nullable String lastError, Consequence consequence) {
    }

    /** What follows from a transaction that is in doubt: {@code quarkus.durable.in-doubt.policy}. */
    enum Consequence {
        /** It is not in doubt long enough. */
        NONE,
        /** Later events of its keys wait, and readiness is down. */
        NOT_READY,
        /** Later events of its keys wait, and new transactions with one of these keys are refused. */
        KEYS_REFUSED
    }

    /**
     * @param channel name of the channel, also of its cursor
     * @param cursor everything up to this LSN is acknowledged
     * @param lag records between the cursor and the end of the log; outcomes count
     * @param inFlight messages sent and not yet acknowledged
     * @param retries sends that failed and were or will be repeated
     * @param lastFailure of a send, or null
     */
    record Sink(String channel, long cursor, long lag, int inFlight, long published, long retries,
            @Nullable String lastFailure) {
    }

    /**
     * @param committed transactions known to be committed
     * @param rolledBack transactions whose record was written and that rolled back
     * @param resolvedCommitted in-doubt transactions that the database said were committed
     * @param resolvedRolledBack in-doubt transactions that the database said were not
     */
    record Counts(long committed, long rolledBack, long resolvedCommitted, long resolvedRolledBack) {
    }
}
