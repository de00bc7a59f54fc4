package io.quarkiverse.durable.wal.commit;

import org.jspecify.annotations.Nullable;

/** Appends in the order of their numbers. Linked by themselves, so that to queue one allocates nothing and cannot fail. */
final class AppendQueue {

    private @Nullable PendingAppend first;
    private @Nullable PendingAppend last;
    private int size;

    void add(PendingAppend pending) {
        PendingAppend before = last;
        if (before == null) {
            first = pending;
        } else {
            before.next = pending;
        }
        last = pending;
        size++;
    }

    @Nullable
    PendingAppend peek() {
        return first;
    }

    @Nullable
    PendingAppend poll() {
        PendingAppend polled = first;
        if (polled != null) {
            first = polled.next;
            polled.next = null;
            if (first == null) {
                last = null;
            }
            size--;
        }
        return polled;
    }

    int size() {
        return size;
    }
}
