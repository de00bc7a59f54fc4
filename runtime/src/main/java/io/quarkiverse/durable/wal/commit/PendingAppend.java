package io.quarkiverse.durable.wal.commit;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.segment.Unwritten;

/** One append, from its LSN to its outcome. */
final class PendingAppend implements Wal.Ticket, Unwritten {

    private static final Supplier<@Nullable WalException> DURABLE = () -> null;

    private final int type;
    private final long lsn;
    private final long timestampMillis;
    private final ByteBuffer payload;
    /** Completed with a maker of failures, so that each waiter throws an exception of its own. */
    private final CompletableFuture<Supplier<? extends @Nullable WalException>> outcome = new CompletableFuture<>();

    PendingAppend(int type, long lsn, long timestampMillis, ByteBuffer payload) {
        this.type = type;
        this.lsn = lsn;
        this.timestampMillis = timestampMillis;
        this.payload = payload;
    }

    void durable() {
        outcome.complete(DURABLE);
    }

    void failed(Supplier<? extends WalException> failure) {
        outcome.complete(failure);
    }

    @Override
    public Lsn lsn() {
        return Lsn.of(lsn);
    }

    @Override
    public void await() {
        WalException failure = outcome.join().get();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void whenDone(Consumer<@Nullable WalException> then) {
        outcome.thenAccept(failure -> then.accept(failure.get())).exceptionally(thrown -> {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
            return null;
        });
    }

    @Override
    public boolean isDone() {
        return outcome.isDone();
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public long lsnValue() {
        return lsn;
    }

    @Override
    public long timestampMillis() {
        return timestampMillis;
    }

    @Override
    public ByteBuffer payload() {
        return payload;
    }
}
