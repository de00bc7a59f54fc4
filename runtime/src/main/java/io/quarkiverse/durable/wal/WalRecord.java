package io.quarkiverse.durable.wal;

import java.nio.ByteBuffer;

/**
 * A record as it was appended.
 *
 * @param lsn its number
 * @param type as given to {@link Wal#append}, with the {@link Wal#REQUIRED} bit
 * @param timestampMillis wall clock at append, milliseconds since 1970 UTC; not monotonic
 * @param payload read-only; of a record that a {@link WalReader} returned, only until its next call
 */
public record WalRecord(Lsn lsn, int type, long timestampMillis, ByteBuffer payload) {

    /** The same with a payload that stays. */
    public WalRecord copy() {
        ByteBuffer own = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
        return new WalRecord(lsn, type, timestampMillis, own.asReadOnlyBuffer());
    }
}
