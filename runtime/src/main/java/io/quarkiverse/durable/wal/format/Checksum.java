package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli). */
final class Checksum {

    private Checksum() {
    }

    static int of(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        ByteBuffer view = bytes.duplicate();
        view.limit(to).position(from);
        crc.update(view);
        return (int) crc.getValue();
    }
}
