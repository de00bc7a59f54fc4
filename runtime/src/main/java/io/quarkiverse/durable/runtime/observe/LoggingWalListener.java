package io.quarkiverse.durable.runtime.observe;

import java.nio.file.Path;
import java.util.Set;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;

/** Says what a person should know of the log. */
public final class LoggingWalListener implements WalListener {

    @Override
    public void directIoRefused(Path directory, String why) {
        DurableMessages.LOG.directIoRefused(directory.toString(), why);
    }

    @Override
    public void tornTailCut(Path file, long offset, Lsn lastKept) {
        DurableMessages.LOG.tornTailCut(file.toString(), offset, lastKept.toString());
    }

    @Override
    public void upkeepFailed(WalException cause) {
        DurableMessages.LOG.upkeepFailed(cause.getMessage());
    }

    @Override
    public void keyInUse(long keyId, Set<Long> needed) {
        DurableMessages.LOG.keyInUse(keyId, needed.stream().sorted().toList().toString());
    }

    @Override
    public void keyUnneeded(long keyId) {
        DurableMessages.LOG.keyUnneeded(keyId);
    }

    @Override
    public void keysNotRefreshed(WalException cause) {
        DurableMessages.LOG.keysNotRefreshed(cause.getMessage());
    }

    @Override
    public void poisoned(WalException cause) {
        DurableMessages.LOG.poisoned(cause.getMessage());
    }
}
