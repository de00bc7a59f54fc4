package io.quarkiverse.durable.runtime.slot;

import java.nio.ByteBuffer;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who adopts a log whose node is gone. Stands in the {@code record} of the log's own row, which is empty in every other log.
 *
 * @param by the log of the instance that does
 * @param published all that was adopted was acknowledged by all sinks, so that the records in the slots are not needed any more
 */
public record Claim(UUID by, boolean published) {

    private static final int BYTES = 1 + 2 * Long.BYTES;

    static @Nullable Claim of(@Nullable ByteBuffer record) {
        if (record == null || record.remaining() != BYTES) {
            return null;
        }
        ByteBuffer bytes = record.duplicate();
        boolean published = bytes.get() == 1;
        return new Claim(new UUID(bytes.getLong(), bytes.getLong()), published);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).put((byte) (published ? 1 : 0)).putLong(by.getMostSignificantBits())
                .putLong(by.getLeastSignificantBits()).array();
    }

    @Override
    public String toString() {
        return (published ? "adopted and published by " : "being adopted by ") + by;
    }
}
