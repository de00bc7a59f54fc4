package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

import io.quarkiverse.durable.wal.Lsn;

/**
 * The first block of a segment.
 *
 * <pre>
 *    0 u64 magic            40 u64 epoch              88 u64 segment size
 *    8 u32 version          48 u64 sequence           96 16 B salt
 *   12 u32 header length    56 u64 first LSN         112 u32 key id
 *   16 u32 block size       64 u64 previous first    116 zeros
 *   20 u32 flags            72 u64 previous last    4060 16 B MAC of bytes 0 to 4059
 *   24 16 B log id          80 u64 created, ms      4076 16 B key check
 *                                                   4092 u32 CRC32C of bytes 0 to 4091
 * </pre>
 *
 * @param epoch of the opening that put the segment into use
 * @param sequence rises with every segment put into use; every frame repeats it, so stale bytes of a recycled file never check
 * @param previousFirst first LSN of the segment before, 0 when this is the log's first
 * @param previousLast last LSN before this segment; {@code first} is higher by one, or by more where the numbers jump
 * @param sizeBytes of the file when it was put into use; after a restart it may be cut to what is used
 * @param keyId of the key of the ring, unsigned; 0 without encryption
 * @param salt random
 */
public record SegmentHeader(UUID logId, long epoch, long sequence, Lsn first, Lsn previousFirst, Lsn previousLast,
        long createdMillis, long sizeBytes, int flags, int keyId, UUID salt, Proof proof) {

    /** Payloads may be encrypted. */
    public static final int ENCRYPTED = 1;
    /** Payloads may be compressed. */
    public static final int COMPRESSED = 2;
    /** Batches were acknowledged before they were synced, so a crash may have taken any of those after the last sync. */
    public static final int RELAXED = 4;
    /** Written through the cache of the operating system, so what reads back after a failed sync need not be on the disk. */
    public static final int CACHED = 8;

    /**
     * What shows that a header is as it was written, and with which key; zeros without encryption.
     *
     * @param mac of the bytes before it
     * @param keyCheck tells the key from others
     */
    public record Proof(UUID mac, UUID keyCheck) {

        public static final Proof NONE = new Proof(new UUID(0, 0), new UUID(0, 0));
    }

    public static final int MAC_AT = 4060;
    public static final int KEY_CHECK_AT = 4076;
    private static final int KEY_ID_AT = 112;
    private static final int ZEROS_AT = 116;

    static final long MAGIC = 0x0A4C_4157_5255_4451L; // "QDURWAL\n"
    private static final int CHECKSUM_AT = Layout.BLOCK_BYTES - 4;

    public boolean cached() {
        return (flags & CACHED) != 0;
    }

    public boolean relaxed() {
        return (flags & RELAXED) != 0;
    }

    public boolean encrypted() {
        return (flags & ENCRYPTED) != 0;
    }

    public boolean compressed() {
        return (flags & COMPRESSED) != 0;
    }

    /** The key id as people know it. */
    public long keyNumber() {
        return Integer.toUnsignedLong(keyId);
    }

    public SegmentHeader encryptedWith(int key) {
        return new SegmentHeader(logId, epoch, sequence, first, previousFirst, previousLast, createdMillis, sizeBytes,
                flags | ENCRYPTED, key, salt, proof);
    }

    public SegmentHeader proven(Proof by) {
        return new SegmentHeader(logId, epoch, sequence, first, previousFirst, previousLast, createdMillis, sizeBytes, flags,
                keyId, salt, by);
    }

    /** The bytes that the MAC is of. */
    public ByteBuffer authenticated() {
        ByteBuffer block = ByteBuffer.allocate(Layout.BLOCK_BYTES);
        encode(block);
        return block.flip().limit(MAC_AT);
    }

    /** Writes the block at the buffer's position. */
    public void encode(ByteBuffer target) {
        ByteBuffer b = target.slice(target.position(), Layout.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < Layout.BLOCK_BYTES; i += Long.BYTES) {
            b.putLong(i, 0);
        }
        b.putLong(0, MAGIC).putInt(8, Layout.VERSION).putInt(12, Layout.BLOCK_BYTES).putInt(16, Layout.BLOCK_BYTES);
        b.putInt(20, flags);
        Identifier.put(b, 24, logId);
        b.putLong(40, epoch).putLong(48, sequence).putLong(56, first.value());
        b.putLong(64, previousFirst.value()).putLong(72, previousLast.value());
        b.putLong(80, createdMillis).putLong(88, sizeBytes).putInt(KEY_ID_AT, keyId);
        Identifier.put(b, 96, salt);
        Identifier.put(b, MAC_AT, proof.mac());
        Identifier.put(b, KEY_CHECK_AT, proof.keyCheck());
        b.putInt(CHECKSUM_AT, Checksum.of(b, 0, CHECKSUM_AT));
        target.position(target.position() + Layout.BLOCK_BYTES);
    }

    /** Reads a block. The checksum comes first, so that a newer version is not taken for damage nor damage for a version. */
    public static SegmentHeader decode(ByteBuffer source) throws BadBytes {
        if (source.remaining() < Layout.BLOCK_BYTES) {
            throw BadBytes.corrupt(0, "a segment header of " + Layout.BLOCK_BYTES + " bytes", source.remaining() + " bytes");
        }
        ByteBuffer b = source.slice(source.position(), Layout.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (b.getLong(0) != MAGIC) {
            throw BadBytes.corrupt(0, "the magic number of a segment", Long.toHexString(b.getLong(0)));
        }
        int checksum = Checksum.of(b, 0, CHECKSUM_AT);
        if (b.getInt(CHECKSUM_AT) != checksum) {
            throw BadBytes.corrupt(CHECKSUM_AT, "header checksum " + Integer.toHexString(checksum),
                    Integer.toHexString(b.getInt(CHECKSUM_AT)));
        }
        refuseNewer(b);
        refuseNonZeros(b);
        long first = b.getLong(56);
        long previousFirst = b.getLong(64);
        long previousLast = b.getLong(72);
        if (previousFirst < 0 || previousLast < 0 || first <= previousLast) {
            throw BadBytes.corrupt(56, "a first LSN above that of the segment before", first + " after " + previousLast);
        }
        long size = b.getLong(88);
        if (size < 2 * Layout.BLOCK_BYTES || size > Layout.SEGMENT_BYTES_MAX || size % Layout.BLOCK_BYTES != 0) {
            throw BadBytes.corrupt(88, "a segment size of 2 blocks to " + Layout.SEGMENT_BYTES_MAX + " bytes",
                    Long.toUnsignedString(size));
        }
        SegmentHeader header = new SegmentHeader(Identifier.get(b, 24), b.getLong(40), b.getLong(48), Lsn.of(first),
                Lsn.of(previousFirst), Lsn.of(previousLast), b.getLong(80), size, b.getInt(20), b.getInt(KEY_ID_AT),
                Identifier.get(b, 96), new Proof(Identifier.get(b, MAC_AT), Identifier.get(b, KEY_CHECK_AT)));
        header.refuseInconsistentKey();
        return header;
    }

    private void refuseInconsistentKey() throws BadBytes {
        if (encrypted() == (keyId == 0) || !encrypted() && !proof.equals(Proof.NONE)) {
            throw BadBytes.corrupt(KEY_ID_AT, encrypted() ? "the id of a key" : "no key in a segment without encryption",
                    "key id " + keyNumber());
        }
    }

    private static void refuseNonZeros(ByteBuffer b) throws BadBytes {
        for (int at = ZEROS_AT; at < MAC_AT; at += Integer.BYTES) {
            if (b.getInt(at) != 0) {
                throw BadBytes.corrupt(at, "zeros", Integer.toHexString(b.getInt(at)));
            }
        }
    }

    private static void refuseNewer(ByteBuffer b) throws BadBytes {
        if (b.getInt(8) != Layout.VERSION) {
            throw BadBytes.newer(8, "format version", Integer.toUnsignedLong(b.getInt(8)));
        }
        if (b.getInt(12) != Layout.BLOCK_BYTES || b.getInt(16) != Layout.BLOCK_BYTES) {
            throw BadBytes.newer(12, "block size", Integer.toUnsignedLong(b.getInt(16)));
        }
        if ((b.getInt(20) & ~(ENCRYPTED | COMPRESSED | RELAXED | CACHED)) != 0) {
            throw BadBytes.newer(20, "segment flags", Integer.toUnsignedLong(b.getInt(20)));
        }
    }
}
