package io.quarkiverse.durable.wal.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Segment;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;

/** Keeps the keys of a running log up to date, and says which are needed. Any thread but the writer's. */
final class KeyRotation {

    private final SegmentCipher cipher;
    private final Catalog catalog;
    private final Runnable retireSegment;
    private final WalListener listener;
    /** Keys that were needed when it was last looked. */
    @GuardedBy("this")
    private Set<Long> noted = new TreeSet<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    @GuardedBy("refreshing")
    private @Nullable String lastFailure;

    /** @param retireSegment makes records go to a new segment as soon as possible */
    KeyRotation(SegmentCipher cipher, Catalog catalog, Runnable retireSegment, WalListener listener) {
        this.cipher = cipher;
        this.catalog = catalog;
        this.retireSegment = retireSegment;
        this.listener = listener;
    }

    void started() {
        if (cipher.encrypts()) {
            noteNeeded();
            listener.keyInUse(cipher.activeKey(), needed());
        }
    }

    /** May block as long as whoever gives the keys; nothing else waits for it. */
    void refresh() {
        refreshing.lock();
        try {
            if (cipher.encrypts() && cipher.refresh(needed())) {
                noteNeeded();
                retireSegment.run();
                listener.keyInUse(cipher.activeKey(), needed());
            }
            lastFailure = null;
        } catch (WalException e) {
            if (!e.getMessage().equals(lastFailure)) {
                lastFailure = e.getMessage();
                listener.keysNotRefreshed(e);
            }
            throw e;
        } finally {
            refreshing.unlock();
        }
    }

    private synchronized void noteNeeded() {
        noted.addAll(needed());
    }

    /** To be called when segments were released. */
    synchronized void released() {
        Set<Long> now = needed();
        now.add(cipher.activeKey());
        Set<Long> before = noted;
        noted = now;
        for (long key : before) {
            if (!now.contains(key)) {
                listener.keyUnneeded(key);
            }
        }
    }

    private Set<Long> needed() {
        Set<Long> keys = new TreeSet<>();
        for (Segment segment : catalog.segments()) {
            if (segment.keyId() != 0) {
                keys.add(segment.keyId());
            }
        }
        return keys;
    }
}
