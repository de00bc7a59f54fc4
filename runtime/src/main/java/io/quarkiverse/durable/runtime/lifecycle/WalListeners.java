package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;

/** Several listeners of the log as one. */
record WalListeners(List<WalListener> all) implements WalListener {

    @Override
    public void batchStarted(Lsn first, Lsn last, int bytes) {
        all.forEach(each -> each.batchStarted(first, last, bytes));
    }

    @Override
    public void batchDurable(Lsn first, Lsn last, int bytes, long nanos) {
        all.forEach(each -> each.batchDurable(first, last, bytes, nanos));
    }

    @Override
    public void segmentOpened(Path file, Lsn first, boolean recycled) {
        all.forEach(each -> each.segmentOpened(file, first, recycled));
    }

    @Override
    public void segmentReleased(Path file, Lsn first) {
        all.forEach(each -> each.segmentReleased(file, first));
    }

    @Override
    public void truncated(Lsn firstKept) {
        all.forEach(each -> each.truncated(firstKept));
    }

    @Override
    public void tornTailCut(Path file, long offset, Lsn lastKept) {
        all.forEach(each -> each.tornTailCut(file, offset, lastKept));
    }

    @Override
    public void directIoRefused(Path directory, String why) {
        all.forEach(each -> each.directIoRefused(directory, why));
    }

    @Override
    public void cursorSaved(String name, Lsn position) {
        all.forEach(each -> each.cursorSaved(name, position));
    }

    @Override
    public void upkeepFailed(WalException cause) {
        all.forEach(each -> each.upkeepFailed(cause));
    }

    @Override
    public void keyInUse(long keyId, Set<Long> needed) {
        all.forEach(each -> each.keyInUse(keyId, needed));
    }

    @Override
    public void keyUnneeded(long keyId) {
        all.forEach(each -> each.keyUnneeded(keyId));
    }

    @Override
    public void keysNotRefreshed(WalException cause) {
        all.forEach(each -> each.keysNotRefreshed(cause));
    }

    @Override
    public void poisoned(WalException cause) {
        all.forEach(each -> each.poisoned(cause));
    }
}
