package io.quarkiverse.durable.runtime.journal;

import java.time.Duration;

/**
 * When a transaction is large, and what becomes of it. Sizes are estimates of what changes take in memory, which is more than
 * they take in the log.
 *
 * @param bufferBytes what a transaction keeps in memory; when there is more it goes to the log in chunks
 * @param chunkBytes size of a chunk
 * @param patience how long a transaction may go on after its first chunk, which the log cannot release until it has ended
 */
public record Chunking(long bufferBytes, long chunkBytes, Duration patience) {

    private static final long BUFFER_BYTES = 4 << 20;
    private static final long CHUNK_BYTES_MAX = 1 << 20;

    /** What is configured by default. */
    public static final Chunking DEFAULT = new Chunking(BUFFER_BYTES, CHUNK_BYTES_MAX, Duration.ofHours(1));

    /** @param recordBytesMax the log takes no larger record */
    public static Chunking of(long bufferBytes, long recordBytesMax, Duration patience) {
        // a text may take more in the log than estimated, and what is left in the buffer shares a record with the rest
        long buffer = Math.min(bufferBytes, recordBytesMax / 2);
        return new Chunking(buffer, Math.min(buffer, CHUNK_BYTES_MAX), patience);
    }
}
