package io.quarkiverse.durable.runtime.journal;

import io.quarkiverse.durable.wal.Wal;

/** The types of our records inside the log. Numbers are for ever; the documentation of the format lists them. */
final class RecordType {

    /** Changes of one transaction, appended before its commit. */
    static final int TRANSACTION = Wal.REQUIRED | 1;
    /** Reserved: a part of a large transaction, void without the {@link #TRANSACTION} that ends it. */
    static final int CHUNK = Wal.REQUIRED | 2;
    /** How a transaction ended on one datasource. */
    static final int OUTCOME = Wal.REQUIRED | 3;
    /** Reserved: an LSN whose record was lost and is not needed. */
    static final int VOID = Wal.REQUIRED | 4;
    /** Reserved: a named point to restore to. */
    static final int RESTORE_POINT = 5;

    private RecordType() {
    }
}
