package io.quarkiverse.durable.wal.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.quarkiverse.durable.wal.WalRecord;

/** Bytes that are known by a number: most are short, some take several blocks, a few are as large as is allowed. */
final class CrashPayload {

    private static final int NUMBER_BYTES = 4;

    private CrashPayload() {
    }

    static ByteBuffer of(int content) {
        int mixed = content * 0x9E3779B1;
        int size = content % 97 == 0 ? 16 << 10 : (mixed >>> 8) % (content % 7 == 0 ? 12_000 : 600) + NUMBER_BYTES;
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            mixed = mixed * 69069 + 1;
            bytes[i] = (byte) (mixed >>> 24);
        }
        return ByteBuffer.wrap(bytes).putInt(0, content);
    }

    /** The number, after a look at every byte. */
    static int contentOf(WalRecord record) {
        ByteBuffer payload = record.payload();
        int content = payload.remaining() < NUMBER_BYTES ? -1 : payload.getInt(payload.position());
        if (!payload.equals(of(content))) {
            byte[] start = new byte[Math.min(20, payload.remaining())];
            payload.duplicate().get(start);
            throw new AssertionError("record " + record.lsn() + " has bytes that nobody wrote: " + Arrays.toString(start));
        }
        return content;
    }
}
