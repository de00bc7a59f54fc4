package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;

/** What the small files have in common: magic, version and length in front, a checksum over everything at the end. */
final class WholeFile {

    private WholeFile() {
    }

    static void check(ByteBuffer b, long magic, int lengthMin) throws BadBytes {
        int size = b.limit();
        if (size < lengthMin) {
            throw BadBytes.corrupt(0, "at least " + lengthMin + " bytes", size + " bytes");
        }
        if (b.getLong(0) != magic) {
            throw BadBytes.corrupt(0, "magic number " + Long.toHexString(magic), Long.toHexString(b.getLong(0)));
        }
        int checksum = Checksum.of(b, 0, size - 4);
        if (b.getInt(size - 4) != checksum) {
            throw BadBytes.corrupt(size - 4L, "checksum " + Integer.toHexString(checksum),
                    Integer.toHexString(b.getInt(size - 4)));
        }
        if (b.getInt(8) != Layout.VERSION) {
            throw BadBytes.newer(8, "format version", Integer.toUnsignedLong(b.getInt(8)));
        }
        if (b.getInt(12) != size) {
            throw BadBytes.corrupt(12, "length " + size, Integer.toString(b.getInt(12)));
        }
    }
}
