package io.quarkiverse.durable.wal;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A stream of durable records in LSN order. Used by one thread at a time; {@link #close()} may come from any. */
public interface WalReader extends AutoCloseable {

    /**
     * The next record, whose payload is there until the next call or {@link #close()}, or null if none became durable within
     * {@code patience}, or the thread is interrupted, which stays so;
     * zero
     * does not wait.
     *
     * @throws WalException.Corrupt a record does not check, or was changed after it was encrypted; never skipped
     * @throws WalException.UnsupportedVersion a segment or a required record type of a newer version
     * @throws WalException.Closed the reader or the log was closed, also while waiting
     */
    @Nullable
    WalRecord next(Duration patience);

    /** Every record up to here has been returned (or was padding). */
    Lsn position();

    @Override
    void close();
}
