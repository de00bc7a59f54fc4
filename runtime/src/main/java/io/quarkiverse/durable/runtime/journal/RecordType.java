package io.quarkiverse.durable.runtime.journal;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalRecord;

/** The types of our records inside the log. Numbers are for ever; the documentation of the format lists them. */
final class RecordType {

    /** Changes of one transaction, appended before its commit. */
    static final int TRANSACTION = Wal.REQUIRED | 1;
    /** A part of a large transaction, void without the {@link #TRANSACTION} that ends it. */
    static final int CHUNK = Wal.REQUIRED | 2;
    /** How a transaction ended on one datasource. */
    static final int OUTCOME = Wal.REQUIRED | 3;
    /** An LSN whose record was lost and is not needed. */
    static final int VOID = Wal.REQUIRED | 4;
    /** Reserved: a named point to restore to. */
    static final int RESTORE_POINT = 5;
    /** A committed transaction of another log, whose node is gone. */
    static final int ADOPTED = Wal.REQUIRED | 6;

    /** Refuses what this version would have to understand and does not; what it need not understand is passed over. */
    static void check(WalRecord record) {
        int type = record.type();
        if ((type & Wal.REQUIRED) != 0 && type != TRANSACTION && type != CHUNK && type != OUTCOME && type != VOID
                && type != ADOPTED) {
            throw new DurableException("DURABLE-0211", "Record " + record.lsn() + " of the log is of type "
                    + (type & ~Wal.REQUIRED)
                    + ", which a newer version of Quarkus Durable has written and which may not be passed"
                    + " over. Use the version that wrote it, or a newer one.");
        }
    }

    private RecordType() {
    }
}
