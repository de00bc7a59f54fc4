package io.quarkiverse.durable.wal.engine;

import java.util.Set;
import java.util.TreeSet;

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
    private Set<Long> needed = new TreeSet<>();
    @GuardedBy("this")
    private @Nullable String lastFailure;

    /** @param retireSegment makes records go to a new segment as soon as possible */
    KeyRotation(SegmentCipher cipher, Catalog catalog, Runnable retireSegment, WalListener listener) {
        this.cipher = cipher;
        this.catalog = catalog;
        this.retireSegment = retireSegment;
        this.listener = listener;
    }

    synchronized void started() {
        if (cipher.encrypts()) {
            needed = needed();
            listener.keyInUse(cipher.activeKey(), Set.copyOf(needed));
        }
    }

    synchronized void refresh() {
        if (cipher.encrypts() && cipher.refresh(needed())) {
            needed.addAll(needed());
            retireSegment.run();
            listener.keyInUse(cipher.activeKey(), needed());
        }
    }

    /** In the background nobody hears of a failure but the listener. */
    synchronized void refreshQuietly() {
        try {
            refresh();
            lastFailure = null;
        } catch (WalException e) {
            if (!e.getMessage().equals(lastFailure)) {
                lastFailure = e.getMessage();
                listener.keysNotRefreshed(e);
            }
        }
    }

    /** To be called when segments were released. */
    synchronized void released() {
        Set<Long> now = needed();
        now.add(cipher.activeKey());
        Set<Long> before = needed;
        needed = now;
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
