package io.quarkiverse.durable.runtime.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Lsn;

/**
 * How far each sink has acknowledged, and who waits for it. Whoever moves a sink's cursor wakes those that it has passed.
 *
 * <p>
 * What counts is the position in memory: the broker has the messages then. That a restart publishes them again from a saved
 * position further back takes the log, and with it everything that was in it.
 */
public final class Acknowledgements {

    @GuardedBy("this")
    private final Map<String, Sink> sinks = new TreeMap<>();

    private static final class Sink {
        Lsn position;
        final NavigableMap<Lsn, List<Waiter>> waiting = new TreeMap<>();

        Sink(Lsn position) {
            this.position = position;
        }
    }

    private static final class Waiter {
        final Runnable then;
        int sinksLeft;

        Waiter(Runnable then) {
            this.then = then;
        }
    }

    /** A sink stands here; one that was not known is waited for from now on. */
    public void moved(String sink, Lsn position) {
        List<Waiter> done = new ArrayList<>();
        synchronized (this) {
            Sink known = sinks.computeIfAbsent(sink, name -> new Sink(position));
            known.position = Lsn.max(known.position, position);
            NavigableMap<Lsn, List<Waiter>> passed = known.waiting.headMap(known.position, true);
            for (List<Waiter> waiters : passed.values()) {
                for (Waiter waiter : waiters) {
                    if (--waiter.sinksLeft == 0) {
                        done.add(waiter);
                    }
                }
            }
            passed.clear();
        }
        done.forEach(waiter -> waiter.then.run());
    }

    /**
     * Calls {@code then} once, when these sinks have acknowledged everything up to {@code lsn}: at once, or on the thread that
     * moves the last of them, so it must not block. Sinks that this application does not have are not waited for.
     */
    public void whenAcknowledged(Lsn lsn, Set<String> by, Runnable then) {
        Waiter waiter = new Waiter(then);
        synchronized (this) {
            for (String name : by) {
                Sink sink = sinks.get(name);
                if (sink != null && lsn.isAfter(sink.position)) {
                    sink.waiting.computeIfAbsent(lsn, at -> new ArrayList<>(1)).add(waiter);
                    waiter.sinksLeft++;
                }
            }
            if (waiter.sinksLeft > 0) {
                return;
            }
        }
        then.run();
    }

    /** The sinks of this application. */
    public synchronized Set<String> sinks() {
        return Set.copyOf(sinks.keySet());
    }

    /** Sinks that somebody waits for, and for how many transactions. */
    public synchronized Map<String, Integer> behind() {
        Map<String, Integer> behind = new TreeMap<>();
        sinks.forEach((name, sink) -> {
            int waiting = sink.waiting.values().stream().mapToInt(List::size).sum();
            if (waiting > 0) {
                behind.put(name, waiting);
            }
        });
        return behind;
    }
}
