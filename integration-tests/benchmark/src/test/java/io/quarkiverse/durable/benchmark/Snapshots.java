package io.quarkiverse.durable.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * When a snapshot is taken and given up in a round, in seconds since its beginning, and when to look.
 *
 * @param length of the round; the last look is then
 */
record Snapshots(int from, int until, int length, int every) {

    /** At least two looks before and after; all three moments are looks. */
    static Snapshots plan(int aroundSeconds, int heldSeconds, int every) {
        int around = Math.max(2 * every, up(aroundSeconds, every));
        int until = around + up(heldSeconds, every);
        return new Snapshots(around, until, until + around, every);
    }

    private static int up(int seconds, int every) {
        return (seconds + every - 1) / every * every;
    }

    List<Integer> seconds() {
        return IntStream.rangeClosed(1, length / every).map(look -> look * every).boxed().toList();
    }
}
