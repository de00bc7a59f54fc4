package io.quarkiverse.durable.wal.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;

/**
 * Turns acknowledgements that come in any order into the position up to which everything is acknowledged. May be used from any
 * thread.
 */
public final class AckWindow {

    private final int pendingMax;
    @GuardedBy("this")
    private final LinkedHashMap<Lsn, Boolean> open = new LinkedHashMap<>();
    @GuardedBy("this")
    private Lsn position;
    @GuardedBy("this")
    private Lsn lastOpened;
    @GuardedBy("this")
    private int pending;

    /** @param start everything up to here is acknowledged already */
    public AckWindow(Lsn start, int pendingMax) {
        this.position = start;
        this.lastOpened = start;
        this.pendingMax = pendingMax;
    }

    /**
     * Something that will be acknowledged later.
     *
     * @throws IllegalArgumentException not above everything opened before
     * @throws IllegalStateException the window is full; ask {@link #isFull()} first
     */
    public synchronized void open(Lsn lsn) {
        rise(lsn);
        if (open.size() >= pendingMax) {
            throw new IllegalStateException("The window holds " + pendingMax + " acknowledgements and " + lsn + " is too many");
        }
        open.put(lsn, false);
        pending++;
    }

    /** Something that needs no acknowledgement: takes no room in the window. */
    public synchronized void openedAndDone(Lsn lsn) {
        rise(lsn);
        if (open.isEmpty()) {
            position = lsn;
        }
    }

    @GuardedBy("this")
    private void rise(Lsn lsn) {
        if (!lsn.isAfter(lastOpened)) {
            throw new IllegalArgumentException(lsn + " is opened after " + lastOpened);
        }
        lastOpened = lsn;
    }

    /** Acknowledges; a second time, or below the position, changes nothing. */
    public synchronized void done(Lsn lsn) {
        if (!Boolean.FALSE.equals(open.get(lsn))) {
            return;
        }
        open.put(lsn, true);
        pending--;
        var oldest = open.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Lsn, Boolean> entry = oldest.next();
            if (!entry.getValue()) {
                position = Lsn.max(position, entry.getKey().previous());
                return;
            }
            oldest.remove();
        }
        position = lastOpened;
    }

    /** Everything up to and including this is acknowledged or needs no acknowledgement. */
    public synchronized Lsn position() {
        return position;
    }

    /** Opened and not done. */
    public synchronized int pending() {
        return pending;
    }

    public synchronized boolean isFull() {
        return open.size() >= pendingMax;
    }
}
