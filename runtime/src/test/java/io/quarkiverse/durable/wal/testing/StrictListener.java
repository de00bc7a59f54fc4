package io.quarkiverse.durable.wal.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;

/** Collects what a test did not expect; {@link #verify()} fails on it. */
public class StrictListener implements WalListener {

    private final List<String> unexpected = new CopyOnWriteArrayList<>();

    @Override
    public void tornTailCut(Path file, long offset, Lsn lastKept) {
        unexpected.add("torn tail in " + file + " at " + offset + " behind " + lastKept);
    }

    @Override
    public void directIoRefused(Path directory, String why) {
        unexpected.add("direct I/O refused in " + directory + ": " + why);
    }

    @Override
    public void poisoned(WalException cause) {
        unexpected.add("poisoned: " + cause);
    }

    public void verify() {
        if (!unexpected.isEmpty()) {
            throw new AssertionError("The log told what was not expected: " + unexpected);
        }
    }
}
