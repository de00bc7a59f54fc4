package io.quarkiverse.durable.wal.commit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.segment.Unwritten;

/**
 * One append, from its LSN to its outcome. Nothing else is allocated for it, unless several wait for the same one:
 * {@code waiting} is null, the one thread or callback that waits, a {@link Several}, or {@link #DONE}.
 */
final class PendingAppend implements Wal.Ticket, Unwritten {

    private static final Object DONE = new Object();
    private static final VarHandle WAITING;

    static {
        try {
            WAITING = MethodHandles.lookup().findVarHandle(PendingAppend.class, "waiting", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Several(Object one, Object others) {
    }

    private final CommitLoop loop;
    private final int type;
    private final int flags;
    private final Lsn lsn;
    private final long timestampMillis;
    private final ByteBuffer payload;
    /** Of the {@link AppendQueue}. */
    @Nullable
    PendingAppend next;
    private @Nullable Supplier<? extends WalException> failure;
    @SuppressWarnings("unused") // through WAITING
    private volatile @Nullable Object waiting;

    PendingAppend(CommitLoop loop, int type, int flags, Lsn lsn, long timestampMillis, ByteBuffer payload) {
        this.loop = loop;
        this.type = type;
        this.flags = flags;
        this.lsn = lsn;
        this.timestampMillis = timestampMillis;
        this.payload = payload;
    }

    void durable() {
        settle();
    }

    /**
     * Nothing when it is durable already.
     *
     * @param why makes an exception for each waiter
     */
    void failed(Supplier<? extends WalException> why) {
        if (!isDone()) {
            failure = why;
            settle();
        }
    }

    private void settle() {
        Object all = WAITING.getAndSet(this, DONE);
        while (all instanceof Several several) {
            tell(several.one);
            all = several.others;
        }
        tell(all);
    }

    private void tell(@Nullable Object one) {
        if (one instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (one instanceof Callback callback) {
            callback.call(this);
        }
    }

    /** False when it is done already. */
    private boolean register(Object one) {
        while (true) {
            Object now = waiting;
            if (now == DONE) {
                return false;
            }
            if (WAITING.compareAndSet(this, now, now == null ? one : new Several(one, now))) {
                return true;
            }
        }
    }

    @Override
    public void await() {
        loop.await(this);
        Supplier<? extends WalException> why = failure;
        if (why != null) {
            throw why.get();
        }
    }

    /** Gives the processor away until it is done, whatever interrupts come meanwhile; they are kept. */
    void park() {
        boolean interrupted = false;
        if (register(Thread.currentThread())) {
            while (!isDone()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Callback(Consumer<@Nullable WalException> then) {

        void call(PendingAppend done) {
            Supplier<? extends WalException> why = done.failure;
            try {
                then.accept(why == null ? null : why.get());
            } catch (RuntimeException | Error e) {
                uncaught(e);
            }
        }
    }

    /** What somebody who is told of an outcome throws is no failure of the log. */
    static void uncaught(Throwable thrown) {
        Thread current = Thread.currentThread();
        try {
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        } catch (RuntimeException | Error e) {
            // nobody is left to be told
        }
    }

    @Override
    public void whenDone(Consumer<@Nullable WalException> then) {
        Callback callback = new Callback(then);
        if (!register(callback)) {
            callback.call(this);
        }
    }

    @Override
    public boolean isDone() {
        return waiting == DONE;
    }

    @Override
    public Lsn lsn() {
        return lsn;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public long lsnValue() {
        return lsn.value();
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
