package io.quarkiverse.durable.runtime.journal;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;

/**
 * Committed transactions in LSN order, each once, and only those that are durable and have an outcome (rule R5). Used by one
 * thread at a time; {@link #close()} may come from any.
 */
public interface CommittedFeed extends AutoCloseable {

    /** The next step forward, or null if there was none within {@code patience}. */
    @Nullable
    Item next(Duration patience);

    @Override
    void close();

    /**
     * A step forward in the log.
     *
     * @param lsn everything up to here has been seen
     * @param events of the committed transaction {@code lsn}, for the channel asked for; empty where there is nothing to
     *        publish
     *        up to and including {@code lsn}
     */
    record Item(Lsn lsn, List<ChangeEvent> events) {
    }
}
