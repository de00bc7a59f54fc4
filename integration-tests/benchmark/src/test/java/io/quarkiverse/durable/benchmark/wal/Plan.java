package io.quarkiverse.durable.benchmark.wal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Which measurements there are in a round, and in what order. */
record Plan(Set<Kind> kinds, List<Integer> threadCounts, int millis) {

    static final List<Integer> PAYLOADS = List.of(512, 4096);
    static final int INTERVAL_PAYLOAD = 512;
    static final List<Integer> INTERVAL_THREADS = List.of(2, 8);

    static final List<Integer> ALLOCATION_THREADS = List.of(1, 8);

    Plan {
        kinds = Set.copyOf(kinds);
        threadCounts = List.copyOf(threadCounts);
    }

    Plan only(Kind kind) {
        return new Plan(Set.of(kind), threadCounts, millis);
    }

    /** What is compared with one another is measured together; the order in such a group moves on with each round. */
    List<Task> round(int number) {
        List<Task> tasks = new ArrayList<>();
        for (int threads : threadCounts) {
            List<Task> group = new ArrayList<>();
            add(group, Kind.RAW, 1, RawDevice.BLOCK);
            for (int payload : PAYLOADS) {
                add(group, Kind.WAL, threads, payload);
                add(group, Kind.AWAIT, threads, payload);
                add(group, Kind.ARTEMIS, threads, payload);
            }
            Collections.rotate(group, -number);
            tasks.addAll(group);
        }
        add(tasks, Kind.RAW, 1, 2 * RawDevice.BLOCK);
        List<Task> group = new ArrayList<>();
        for (int threads : INTERVAL_THREADS) {
            add(group, Kind.INTERVAL, threads, INTERVAL_PAYLOAD);
        }
        if (!group.isEmpty()) {
            add(group, Kind.RAW, 1, RawDevice.LARGE);
        }
        Collections.rotate(group, -number);
        tasks.addAll(group);
        return tasks;
    }

    /** Everything once. */
    List<Task> warmUp() {
        List<Task> tasks = new ArrayList<>(round(0));
        tasks.addAll(allocation());
        return tasks;
    }

    /** Not in rounds: it is no comparison. */
    List<Task> allocation() {
        List<Task> tasks = new ArrayList<>();
        for (int threads : ALLOCATION_THREADS) {
            add(tasks, Kind.ALLOCATION, threads, PAYLOADS.get(0));
        }
        return tasks;
    }

    private void add(List<Task> tasks, Kind kind, int threads, int bytes) {
        if (kinds.contains(kind)) {
            tasks.add(new Task(kind, threads, bytes, Task.NO_FORM, millis));
        }
    }
}
