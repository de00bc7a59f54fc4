package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * What the mark writes and what it compares (rule R8).
 *
 * @param slot taken from the pool
 * @param transaction LSN of the record
 * @param epoch must be the row's, or the log's own row's for a new slot
 * @param insideTransaction the transaction has written already, so the mark must find itself in it and not in one of its own
 * @param ownRowId where the log's own row lies, if the dialect knows such a thing
 * @param record payload of the record, for a commit that does not wait for the log; null in all others
 */
public record Mark(Slot slot, long transaction, long epoch, boolean insideTransaction, @Nullable String ownRowId,
        @Nullable ByteBuffer record) {

    public Mark(Slot slot, long transaction, long epoch, boolean insideTransaction, @Nullable String ownRowId) {
        this(slot, transaction, epoch, insideTransaction, ownRowId, null);
    }
}
