package io.quarkiverse.durable.killable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalListener;

/**
 * What a test arms: when a step of the protocol or of the log is reached for the n-th time, the process dies by SIGKILL, or the
 * thread is held until it is released. Written as {@code kill:MARKED:3} or {@code hold:DURABLE:1}.
 */
@Singleton
public class Fuse implements ProtocolListener, WalListener {

    private record Armed(boolean kill, String step, AtomicInteger left, CountDownLatch reached, CountDownLatch released) {

        static Armed parse(String text) {
            String[] parts = text.split(":", -1);
            return new Armed(parts[0].equals("kill"), parts[1], new AtomicInteger(Integer.parseInt(parts[2])),
                    new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    private final ThreadLocal<Boolean> refusesCommit = new ThreadLocal<>();
    private volatile @Nullable Armed armed;

    @Inject
    Fuse(@ConfigProperty(name = "crash.arm") Optional<String> fromStart) {
        armed = fromStart.map(Armed::parse).orElse(null);
    }

    public void arm(String text) {
        armed = Armed.parse(text);
    }

    /** Returns when a thread is held. */
    public void awaitHeld() throws InterruptedException {
        Armed now = armed;
        if (now != null) {
            now.reached().await();
        }
    }

    public void release() {
        Armed now = armed;
        armed = null;
        if (now != null) {
            now.released().countDown();
        }
    }

    /** The transaction of this thread is to fail at its last moment. */
    public void refuseCommitOfThisThread() {
        refusesCommit.set(true);
    }

    /** For steps of the application itself, by names that are neither of the protocol nor of the log. */
    public void reached(String step) {
        Armed now = armed;
        if (now == null || !now.step().equals(step) || now.left().decrementAndGet() != 0) {
            return;
        }
        now.reached().countDown();
        if (now.kill()) {
            dieBySigkill();
        }
        try {
            now.released().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void dieBySigkill() {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        } catch (IOException e) {
            throw new UncheckedIOException("A fault point needs the command kill", e);
        }
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public void on(Step step, long transactionId) {
        if ((step == Step.DURABLE || step == Step.STAGED) && Boolean.TRUE.equals(refusesCommit.get())) {
            refusesCommit.remove();
            throw new IllegalStateException("Refused at its last moment, as ordered");
        }
        reached(step.name());
    }

    @Override
    public void batchStarted(Lsn first, Lsn last, int bytes) {
        reached("batchStarted");
    }

    @Override
    public void batchDurable(Lsn first, Lsn last, int bytes, long nanos) {
        reached("batchDurable");
    }

    @Override
    public void segmentOpened(Path file, Lsn first, boolean recycled) {
        reached("segmentOpened");
    }

    @Override
    public void segmentReleased(Path file, Lsn first) {
        reached("segmentReleased");
    }

    @Override
    public void truncated(Lsn firstKept) {
        reached("truncated");
    }

    @Override
    public void cursorSaved(String name, Lsn position) {
        reached("cursorSaved");
    }
}
