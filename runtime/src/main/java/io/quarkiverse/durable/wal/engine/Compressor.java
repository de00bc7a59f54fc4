package io.quarkiverse.durable.wal.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.format.Compression;

/** Compresses large payloads, on the threads that append them. Keeps a few deflaters, whose memory is not the heap's. */
final class Compressor implements AutoCloseable {

    private static final int KEPT_MAX = 16;

    private final int thresholdBytes;
    private final BlockingQueue<Deflater> kept = new ArrayBlockingQueue<>(KEPT_MAX);
    private volatile boolean closed;

    /** @param thresholdBytes shorter payloads are left as they are; 0 leaves all */
    Compressor(int thresholdBytes) {
        this.thresholdBytes = thresholdBytes;
    }

    /** The compressed form, or null where it is not wanted or not shorter. */
    @Nullable
    ByteBuffer compress(ByteBuffer payload) {
        if (thresholdBytes == 0 || payload.remaining() < thresholdBytes) {
            return null;
        }
        Deflater idle = kept.poll();
        Deflater deflater = idle == null ? new Deflater(Deflater.BEST_SPEED) : idle;
        try {
            return Compression.compress(deflater, payload);
        } finally {
            deflater.reset();
            if (closed || !kept.offer(deflater)) {
                deflater.end();
            }
        }
    }

    /** Frees what is idle; what is not is freed when it becomes so, or with the garbage. */
    @Override
    public void close() {
        closed = true;
        for (Deflater idle = kept.poll(); idle != null; idle = kept.poll()) {
            idle.end();
        }
    }
}
