package io.quarkiverse.durable.wal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/**
 * Bit rot: one bit of one file changes while the log is closed. Then the log says that it is corrupt, or the bit meant nothing,
 * or it was in the last batch of a log that was not closed in order, which nobody can tell from a torn write.
 */
record CrashRot(SimulatedStorage storage, Random random, Function<SimulatedStorage, Wal> open) {

    private static final int FLIPS = 6;

    void verify() {
        NavigableMap<Long, Integer> all = readAll(storage.copy(1));
        List<String> names = new ArrayList<>(storage.sizes().keySet());
        for (int i = 0; i < FLIPS; i++) {
            SimulatedStorage copy = storage.copy(i);
            String name = names.get(random.nextInt(names.size()));
            int size = storage.sizes().get(name);
            if (size > 0) {
                long bit = random.nextInt(size * 8);
                copy.flipBit(name, bit);
                NavigableMap<Long, Integer> left = read(copy);
                if (left != null && !left.equals(all)) {
                    verifyOnlyATornTail(name, bit, all, left);
                }
            }
        }
    }

    private void verifyOnlyATornTail(String name, long bit, NavigableMap<Long, Integer> all,
            NavigableMap<Long, Integer> left) {
        String newest = storage.sizes().keySet().stream().filter(n -> n.startsWith("wal-")).max(String::compareTo).orElse("");
        boolean prefix = left.isEmpty() ? all.size() < 100 : all.headMap(left.lastKey(), true).equals(left);
        if (!name.equals(newest) || !prefix) {
            throw new AssertionError("bit " + bit + " of " + name + " changed the records from " + all.keySet() + " to "
                    + left.keySet());
        }
    }

    /** Null when the log says that it is corrupt. */
    private @Nullable NavigableMap<Long, Integer> read(SimulatedStorage disk) {
        try {
            return readAll(disk);
        } catch (WalException.Corrupt | WalException.UnsupportedVersion said) {
            return null;
        }
    }

    private NavigableMap<Long, Integer> readAll(SimulatedStorage disk) {
        NavigableMap<Long, Integer> records = new TreeMap<>();
        try (Wal wal = open.apply(disk)) {
            CrashLife.readAll(wal, records);
        }
        return records;
    }
}
