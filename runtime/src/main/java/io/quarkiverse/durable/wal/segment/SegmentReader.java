package io.quarkiverse.durable.wal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.KeyRefused;
import io.quarkiverse.durable.wal.crypto.PayloadCipher;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Batch;
import io.quarkiverse.durable.wal.format.Compression;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/** Reads one segment, a batch at a time. */
public final class SegmentReader implements Closeable {

    /** Number 0 with the required bit: kept for what a later version must not have skipped. */
    private static final int REQUIRED_PADDING = 0x8000;

    private final Path path;
    private final StorageFile file;
    private final SegmentHeader header;
    private final PayloadCipher payloads;
    private final ReadAhead ahead;

    private SegmentReader(Path path, StorageFile file, SegmentHeader header, PayloadCipher payloads, ReadAhead ahead) {
        this.path = path;
        this.ahead = ahead;
        this.file = file;
        this.header = header;
        this.payloads = payloads;
    }

    /**
     * @param ahead used for this segment from now on, and for no other at the same time
     * @throws WalException the segment is encrypted and {@code cipher} has not its key, or is not and has to be
     */
    public static SegmentReader open(Storage storage, String name, SegmentCipher cipher, ReadAhead ahead)
            throws IOException, BadBytes {
        Path path = storage.directory().resolve(name);
        StorageFile file = storage.open(name, Storage.Mode.READ);
        try {
            SegmentHeader header = header(file);
            ahead.forget();
            return new SegmentReader(path, file, header, cipher.open(header), ahead);
        } catch (KeyRefused e) {
            file.close();
            throw e.in(path);
        } catch (IOException | BadBytes | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Reads the header alone, and asks for no key. */
    public static SegmentHeader header(Storage storage, String name) throws IOException, BadBytes {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            return header(file);
        }
    }

    private static SegmentHeader header(StorageFile file) throws IOException, BadBytes {
        ByteBuffer block = ByteBuffer.allocate(Layout.BLOCK_BYTES);
        file.read(block, 0);
        return SegmentHeader.decode(block.flip());
    }

    public Path path() {
        return path;
    }

    public SegmentHeader header() {
        return header;
    }

    /**
     * Reads and checks the batch that begins in this block with this LSN. It is overwritten by the next one.
     *
     * @param writtenBytes what is known to be written of the segment; behind it is nothing worth reading ahead
     */
    public Batch read(int block, long firstLsn, long writtenBytes) throws IOException, BadBytes {
        Batch.Expected expected = new Batch.Expected(block, header.sequence(), firstLsn);
        long offset = (long) block * Layout.BLOCK_BYTES;
        long limit = Math.min(Layout.batchBytesMax(header.sizeBytes()), header.sizeBytes() - offset);
        int size = Batch.sizeBytes(ahead.bytes(file, offset, Layout.BLOCK_BYTES, writtenBytes), expected, limit);
        ByteBuffer whole = ahead.bytes(file, offset, size, writtenBytes);
        if (whole.limit() < size) {
            throw BadBytes.corrupt(offset + whole.limit(), "a batch of " + size + " bytes from offset " + offset,
                    "the end of the file");
        }
        return Batch.check(whole, expected);
    }

    /** The record at this offset of the batch that begins in this block, as it was appended. */
    public WalRecord record(Batch batch, int block, int at) throws BadBytes {
        if (!header.encrypted() && batch.isPlain(at)) {
            return batch.record(at, batch.payload(at));
        }
        return stored(batch, block, at);
    }

    private WalRecord stored(Batch batch, int block, int at) throws BadBytes {
        long offset = (long) block * Layout.BLOCK_BYTES + at;
        Frame frame = batch.frame(at);
        if (frame.type() == REQUIRED_PADDING) {
            throw BadBytes.newer(offset, "record type", frame.type());
        }
        if ((frame.flags() & ~(Frame.ENCRYPTED | Frame.COMPRESSED)) != 0) {
            throw BadBytes.newer(offset, "record flags", frame.flags());
        }
        refuseForeign(frame, offset);
        ByteBuffer payload;
        try {
            payload = payloads.open(frame, batch.payload(at));
        } catch (PayloadCipher.Forged e) {
            throw BadBytes.corrupt(offset, "record " + frame.lsn() + " as it was encrypted with key " + header.keyNumber(),
                    "a changed one");
        }
        if ((frame.flags() & Frame.COMPRESSED) != 0) {
            payload = Compression.expand(payload, offset, Layout.recordBytesMax(header.sizeBytes()));
        }
        return batch.record(at, payload.asReadOnlyBuffer());
    }

    /** In an encrypted segment a record that is not encrypted was put there by somebody who has not the key. */
    private void refuseForeign(Frame frame, long offset) throws BadBytes {
        boolean encrypted = (frame.flags() & Frame.ENCRYPTED) != 0;
        if (encrypted != header.encrypted() || frame.keyId() != header.keyId()) {
            throw BadBytes.corrupt(offset, header.encrypted() ? "a record encrypted with key " + header.keyNumber()
                    : "a record that is not encrypted",
                    encrypted ? "one encrypted with key " + Integer.toUnsignedLong(frame.keyId())
                            : "one that is not encrypted, with key id " + Integer.toUnsignedLong(frame.keyId()));
        }
        if ((frame.flags() & Frame.COMPRESSED) != 0 && !header.compressed()) {
            throw BadBytes.corrupt(offset, "a record that is not compressed", "a compressed one");
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
