package io.quarkiverse.durable.it.rules;

import jakarta.inject.Singleton;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalListener;

/** Fails the write of the next batch when armed. */
@Singleton
public class LogFault implements WalListener {

    private volatile boolean armed;

    public void arm() {
        armed = true;
    }

    @Override
    public void batchStarted(Lsn first, Lsn last, int bytes) {
        if (armed) {
            throw new IllegalStateException("armed by the test");
        }
    }
}
