package io.quarkiverse.durable.killable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalListener;

/** Waits until everything has its outcome and is published and acknowledged. */
@Singleton
public class Settling implements ProtocolListener, WalListener {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Provider<DurableLog> log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();

    @Inject
    Settling(Provider<DurableLog> log) {
        this.log = log;
    }

    public DurableLog.Status await(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        lock.lock();
        try {
            DurableLog.Status status = log.get().status();
            while (!isSettled(status) && System.nanoTime() < deadline) {
                boolean unused = something.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                status = log.get().status();
            }
            return status;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isSettled(DurableLog.Status status) {
        return status.phase() == DurableLog.Phase.SERVING && status.inDoubt().isEmpty() && !status.sinks().isEmpty()
                && status.sinks().stream().allMatch(sink -> sink.lag() == 0 && sink.inFlight() == 0);
    }

    private void signal() {
        lock.lock();
        try {
            something.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void on(Step step, long transactionId) {
        if (step == Step.PUBLISHED || step == Step.OUTCOME) {
            signal();
        }
    }

    @Override
    public void cursorSaved(String name, Lsn position) {
        signal();
    }
}
