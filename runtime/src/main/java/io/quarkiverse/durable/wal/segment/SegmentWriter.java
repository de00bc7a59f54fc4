package io.quarkiverse.durable.wal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

import io.quarkiverse.durable.wal.crypto.PayloadCipher;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.storage.StorageFile;

/** The end of the newest segment. Only ever moves forward. For who has the turn to write. */
public final class SegmentWriter implements Closeable {

    private final String name;
    private final SegmentHeader header;
    private final PayloadCipher payloads;
    private final StorageFile file;
    private volatile long usedBytes = Layout.BLOCK_BYTES;

    /** @param file with its header written and durable */
    public SegmentWriter(String name, SegmentCipher.Begun begun, StorageFile file) {
        this.name = name;
        this.header = begun.header();
        this.payloads = begun.payloads();
        this.file = file;
    }

    public String name() {
        return name;
    }

    public SegmentHeader header() {
        return header;
    }

    public PayloadCipher payloads() {
        return payloads;
    }

    public long remainingBytes() {
        return header.sizeBytes() - usedBytes;
    }

    public long usedBytes() {
        return usedBytes;
    }

    /** Block at which the next batch begins. */
    public int nextBlock() {
        return (int) (usedBytes / Layout.BLOCK_BYTES);
    }

    /** Writes a batch; {@link #force()} makes it durable. */
    public void write(ByteBuffer batch) throws IOException {
        int size = batch.remaining();
        if (size % Layout.BLOCK_BYTES != 0 || size > remainingBytes()) {
            throw new IllegalStateException("A batch of " + size + " bytes does not fit in " + remainingBytes());
        }
        long at = usedBytes;
        file.write(batch, at);
        usedBytes = at + size;
    }

    public void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
