package io.quarkiverse.durable.servers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The gate that each message passes: open, slow or shut. */
final class Traffic {

    private boolean held;
    private volatile Duration delay = Duration.ZERO;

    synchronized void pass() {
        held = false;
        delay = Duration.ZERO;
        notifyAll();
    }

    synchronized void hold() {
        held = true;
    }

    void delay(Duration each) {
        delay = each;
    }

    /** Those who wait for a connection that was closed in the meantime go home. */
    synchronized void reconsider() {
        notifyAll();
    }

    /** Returns when a message may go on, or when the connection is closed. */
    void await(BooleanSupplier closed) throws InterruptedException {
        long deadline = System.nanoTime() + delay.toNanos();
        long left = deadline - System.nanoTime();
        while (left > 0 && !closed.getAsBoolean()) {
            LockSupport.parkNanos(left);
            left = deadline - System.nanoTime();
        }
        synchronized (this) {
            while (held && !closed.getAsBoolean()) {
                wait();
            }
        }
    }
}
