package io.quarkiverse.durable.wal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Batch;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/** Reads one segment, a batch at a time. */
public final class SegmentReader implements Closeable {

    /** Number 0 with the required bit: kept for what a later version must not have skipped. */
    private static final int REQUIRED_PADDING = 0x8000;
    private static final int AHEAD_BYTES = 256 << 10;

    private final Path path;
    private final StorageFile file;
    private final SegmentHeader header;
    private ByteBuffer ahead = ByteBuffer.allocate(0);
    private long aheadOffset;

    private SegmentReader(Path path, StorageFile file, SegmentHeader header) {
        this.path = path;
        this.file = file;
        this.header = header;
    }

    public static SegmentReader open(Storage storage, String name) throws IOException, BadBytes {
        StorageFile file = storage.open(name, Storage.Mode.READ);
        try {
            ByteBuffer block = ByteBuffer.allocate(Layout.BLOCK_BYTES);
            file.read(block, 0);
            return new SegmentReader(storage.directory().resolve(name), file, SegmentHeader.decode(block.flip()));
        } catch (IOException | BadBytes | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public SegmentHeader header() {
        return header;
    }

    /**
     * Reads and checks the batch that begins in this block with this LSN.
     *
     * @param writtenBytes what is known to be written of the segment; behind it is nothing worth reading ahead
     */
    public Batch read(int block, long firstLsn, long writtenBytes) throws IOException, BadBytes {
        Batch.Expected expected = new Batch.Expected(block, header.sequence(), firstLsn);
        long offset = (long) block * Layout.BLOCK_BYTES;
        long limit = Math.min(Layout.batchBytesMax(header.sizeBytes()), header.sizeBytes() - offset);
        int size = Batch.sizeBytes(bytes(offset, Layout.BLOCK_BYTES, writtenBytes), expected, limit);
        ByteBuffer whole = bytes(offset, size, writtenBytes);
        if (whole.limit() < size) {
            throw BadBytes.corrupt(offset + whole.limit(), "a batch of " + size + " bytes from offset " + offset,
                    "the end of the file");
        }
        return Batch.check(whole, expected);
    }

    /** Fewer only at the end of the file. What was returned before stays as it is: each reading has a buffer of its own. */
    private ByteBuffer bytes(long offset, int length, long writtenBytes) throws IOException {
        long at = offset - aheadOffset;
        if (at < 0 || at + length > ahead.limit()) {
            int size = (int) Math.max(length, Math.min(AHEAD_BYTES, writtenBytes - offset));
            ahead = ByteBuffer.allocate(size);
            file.read(ahead, offset);
            ahead.flip();
            aheadOffset = offset;
            at = 0;
        }
        return ahead.slice((int) at, (int) Math.min(length, ahead.limit() - at));
    }

    /** The record at this offset of the batch that begins in this block, decrypted. */
    public WalRecord record(Batch batch, int block, int at, SegmentCipher cipher) throws BadBytes {
        long offset = (long) block * Layout.BLOCK_BYTES + at;
        Frame frame = batch.frame(at);
        if (frame.type() == REQUIRED_PADDING) {
            throw BadBytes.newer(offset, "record type", frame.type());
        }
        if ((frame.flags() & ~Frame.ENCRYPTED) != 0) {
            throw BadBytes.newer(offset, "record flags", frame.flags());
        }
        ByteBuffer stored = batch.payload(at);
        if ((frame.flags() & Frame.ENCRYPTED) == 0) {
            return batch.record(at, stored);
        }
        try {
            return batch.record(at, cipher.open(BatchEncoder.place(header, frame), frame.keyId(), stored).asReadOnlyBuffer());
        } catch (SegmentCipher.WrongKey e) {
            throw new WalException.WrongKey(path, frame.keyId(), String.valueOf(e.getMessage()));
        }
    }

    StorageFile file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
