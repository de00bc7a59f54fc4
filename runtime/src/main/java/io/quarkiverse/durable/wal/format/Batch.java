package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * The records of one write: consecutive frames, the last of them padding unless the records fill their blocks.
 *
 * <p>
 * A batch is checked as a whole, because it is written as a whole: it is durable, or nobody was told so.
 */
public final class Batch {

    private static final short REQUIRED_PADDING = (short) 0x8000;

    private final ByteBuffer bytes;
    private final ByteBuffer readOnly;
    private final long firstLsn;
    private final long lastLsn;

    private Batch(ByteBuffer bytes, long firstLsn, long lastLsn) {
        this.bytes = bytes;
        this.readOnly = bytes.asReadOnlyBuffer();
        this.firstLsn = firstLsn;
        this.lastLsn = lastLsn;
    }

    /**
     * What the next batch must be.
     *
     * @param block of the segment, at which it begins
     * @param sequence of the segment
     * @param firstLsn of its first record
     */
    public record Expected(int block, long sequence, long firstLsn) {

        long offset() {
            return (long) block * Layout.BLOCK_BYTES;
        }
    }

    /**
     * Size of the batch that begins in {@code block}, as its first frame says, which proves nothing yet.
     *
     * @param bytesMax what is left of the segment, or the largest allowed
     */
    public static int sizeBytes(ByteBuffer block, Expected expected, long bytesMax) throws BadBytes {
        ByteBuffer b = little(block);
        if (b.remaining() < Layout.FRAME_BYTES) {
            throw BadBytes.corrupt(expected.offset(), "record " + expected.firstLsn(), "the end of the file");
        }
        long sequence = b.getLong(Frame.SEQUENCE_AT);
        if (sequence != expected.sequence()) {
            throw BadBytes.corrupt(expected.offset() + Frame.SEQUENCE_AT, "segment sequence " + expected.sequence(),
                    Long.toString(sequence));
        }
        long blocks = Integer.toUnsignedLong(b.getInt(Frame.BATCH_BLOCKS_AT));
        if (blocks == 0 || blocks * Layout.BLOCK_BYTES > bytesMax) {
            throw BadBytes.corrupt(expected.offset() + Frame.BATCH_BLOCKS_AT,
                    "a batch of 1 to " + bytesMax / Layout.BLOCK_BYTES + " blocks", Long.toString(blocks));
        }
        return (int) (blocks * Layout.BLOCK_BYTES);
    }

    /** Checks every byte of a batch; {@code bytes} holds it from 0 to its limit. */
    public static Batch check(ByteBuffer bytes, Expected expected) throws BadBytes {
        ByteBuffer b = little(bytes);
        CRC32C crc = new CRC32C();
        long next = expected.firstLsn();
        int at = 0;
        while (at < b.limit()) {
            int end = checkFrame(b, at, expected, crc);
            boolean padding = b.getShort(at + Frame.TYPE_AT) == Layout.PADDING;
            long lsn = b.getLong(at + Frame.LSN_AT);
            long due = padding ? next - 1 : next;
            if (lsn != due) {
                throw BadBytes.corrupt(expected.offset() + at + Frame.LSN_AT, "LSN " + due, Long.toString(lsn));
            }
            if (padding && end != b.limit()) {
                throw BadBytes.corrupt(expected.offset() + end, "the end of the batch after its padding", "more");
            }
            next = padding ? next : next + 1;
            at = end;
        }
        if (next == expected.firstLsn()) {
            throw BadBytes.corrupt(expected.offset(), "record " + next, "padding only");
        }
        return new Batch(b, expected.firstLsn(), next - 1);
    }

    private static int checkFrame(ByteBuffer b, int at, Expected expected, CRC32C crc) throws BadBytes {
        long offset = expected.offset() + at;
        int room = b.limit() - at - Layout.FRAME_BYTES;
        if (room < 0) {
            throw BadBytes.corrupt(offset, "a frame of " + Layout.FRAME_BYTES + " bytes",
                    (b.limit() - at) + " bytes to the end of the batch");
        }
        long length = Integer.toUnsignedLong(b.getInt(at + Frame.LENGTH_AT));
        if (length > room) {
            throw BadBytes.corrupt(offset + Frame.LENGTH_AT, "a length of at most " + room, Long.toString(length));
        }
        int end = at + Layout.FRAME_BYTES + (int) length;
        int checksum = checksum(b, at + 4, end, crc);
        if (b.getInt(at) != checksum) {
            throw BadBytes.corrupt(offset, "checksum " + Integer.toHexString(checksum), Integer.toHexString(b.getInt(at)));
        }
        if (b.getLong(at + Frame.SEQUENCE_AT) != expected.sequence() || b.getInt(at + Frame.BATCH_BLOCK_AT) != expected.block()
                || b.getInt(at + Frame.BATCH_BLOCKS_AT) != b.limit() / Layout.BLOCK_BYTES) {
            throw BadBytes.corrupt(offset, "a frame of the batch at block " + expected.block(),
                    "one of another batch, at block " + b.getInt(at + Frame.BATCH_BLOCK_AT));
        }
        return end;
    }

    /** Leaves the buffer as it was, and allocates nothing. */
    private static int checksum(ByteBuffer b, int from, int to, CRC32C crc) {
        int limit = b.limit();
        crc.reset();
        crc.update(b.limit(to).position(from));
        b.limit(limit).position(0);
        return (int) crc.getValue();
    }

    /** A frame that checks and begins a batch in this block of this segment: what a torn write before it rules out. */
    public static boolean begins(ByteBuffer block, int index, long sequence) {
        ByteBuffer b = little(block);
        return b.remaining() >= Layout.FRAME_BYTES && b.getLong(Frame.SEQUENCE_AT) == sequence
                && b.getInt(Frame.BATCH_BLOCK_AT) == index;
    }

    /** Whether the first frame in the buffer, which must be there as a whole, checks. */
    public static boolean firstFrameChecks(ByteBuffer bytes) {
        ByteBuffer b = little(bytes);
        long end = Layout.FRAME_BYTES + Integer.toUnsignedLong(b.getInt(Frame.LENGTH_AT));
        return end <= b.limit() && b.getInt(0) == Checksum.of(b, 4, (int) end);
    }

    /** Bytes that {@link #firstFrameChecks} needs. */
    public static long firstFrameBytes(ByteBuffer block) {
        return Layout.FRAME_BYTES + Integer.toUnsignedLong(little(block).getInt(Frame.LENGTH_AT));
    }

    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    public Lsn first() {
        return Lsn.of(firstLsn);
    }

    public Lsn last() {
        return Lsn.of(lastLsn);
    }

    public int sizeBytes() {
        return bytes.limit();
    }

    /** Offset in the batch of the frame behind the one at {@code at}. */
    public int after(int at) {
        return at + Layout.FRAME_BYTES + bytes.getInt(at + Frame.LENGTH_AT);
    }

    public boolean isRecord(int at) {
        return at < bytes.limit() && bytes.getShort(at + Frame.TYPE_AT) != Layout.PADDING;
    }

    /** Neither encrypted nor compressed, and not of the type that no reader may skip: the payload is as it was appended. */
    public boolean isPlain(int at) {
        return bytes.getShort(at + Frame.FLAGS_AT) == 0 && bytes.getInt(at + Frame.KEY_AT) == 0
                && bytes.getShort(at + Frame.TYPE_AT) != REQUIRED_PADDING;
    }

    public Frame frame(int at) {
        return Frame.decode(bytes, at);
    }

    /** As stored, read-only. */
    public ByteBuffer payload(int at) {
        return readOnly.slice(at + Layout.FRAME_BYTES, bytes.getInt(at + Frame.LENGTH_AT));
    }

    public WalRecord record(int at, ByteBuffer payload) {
        return new WalRecord(Lsn.of(bytes.getLong(at + Frame.LSN_AT)), Short.toUnsignedInt(bytes.getShort(at + Frame.TYPE_AT)),
                bytes.getLong(at + Frame.TIMESTAMP_AT), payload);
    }
}
