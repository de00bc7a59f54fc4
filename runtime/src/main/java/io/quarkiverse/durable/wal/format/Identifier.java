package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** A UUID as its 16 bytes in the order of its text form. */
final class Identifier {

    private Identifier() {
    }

    static void put(ByteBuffer target, int at, UUID id) {
        ByteBuffer view = target.duplicate().order(ByteOrder.BIG_ENDIAN);
        view.putLong(at, id.getMostSignificantBits()).putLong(at + 8, id.getLeastSignificantBits());
    }

    static UUID get(ByteBuffer source, int at) {
        ByteBuffer view = source.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(view.getLong(at), view.getLong(at + 8));
    }
}
