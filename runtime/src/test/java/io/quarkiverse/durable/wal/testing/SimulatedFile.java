package io.quarkiverse.durable.wal.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** What one file holds: as the system shows it, and as the disk has it. Guarded by its {@link SimulatedStorage}. */
final class SimulatedFile {

    static final int SECTOR_BYTES = 512;

    byte[] bytes = new byte[0];
    private byte[] durable = new byte[0];
    /** Sectors that differ from the disk, and what they held since it was last in step, oldest first. */
    private final Map<Integer, List<byte[]>> dirty = new HashMap<>();
    /** Sectors that a failed force dropped: shown as written, and never written to the disk. */
    private final TreeSet<Integer> dropped = new TreeSet<>();

    SimulatedFile copy() {
        SimulatedFile copy = new SimulatedFile();
        copy.bytes = bytes.clone();
        copy.durable = durable.clone();
        dirty.forEach((sector, versions) -> copy.dirty.put(sector, new ArrayList<>(versions)));
        copy.dropped.addAll(dropped);
        return copy;
    }

    void replace(byte[] content) {
        bytes = content.clone();
        durable = content.clone();
        dirty.clear();
        dropped.clear();
    }

    void flipBit(long bit) {
        int at = (int) (bit / 8);
        bytes[at] ^= (byte) (1 << bit % 8);
        if (at < durable.length) {
            durable[at] ^= (byte) (1 << bit % 8);
        }
    }

    /** Shows the sectors of a write that are kept; none of it is on the disk for certain. */
    void write(byte[] data, int offset, Kept kept) {
        int end = offset;
        for (int at = 0; at < data.length;) {
            int sector = (offset + at) / SECTOR_BYTES;
            int length = Math.min(data.length - at, (sector + 1) * SECTOR_BYTES - offset - at);
            if (kept.sector(sector)) {
                end = offset + at + length;
                grow(end);
                List<byte[]> versions = dirty.get(sector);
                if (versions == null) {
                    dirty.put(sector, new ArrayList<>(0));
                } else {
                    versions.add(shown(sector));
                }
                dropped.remove(sector);
                System.arraycopy(data, at, bytes, offset + at, length);
            }
            at += length;
        }
    }

    /** A synchronous write that was acknowledged: on the disk. Says nothing about other writes. */
    void writeThrough(byte[] data, int offset) {
        int end = offset + data.length;
        grow(end);
        if (durable.length < end) {
            durable = Arrays.copyOf(durable, end);
        }
        System.arraycopy(data, 0, bytes, offset, data.length);
        System.arraycopy(data, 0, durable, offset, data.length);
        for (int sector = offset / SECTOR_BYTES; sector * SECTOR_BYTES < end; sector++) {
            dirty.remove(sector);
            dropped.remove(sector);
        }
    }

    private void grow(int length) {
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, length);
        }
    }

    private byte[] shown(int sector) {
        int from = Math.min(sector * SECTOR_BYTES, bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(from + SECTOR_BYTES, bytes.length));
    }

    void force() {
        byte[] next = Arrays.copyOf(durable, bytes.length);
        for (int sector : dirty.keySet()) {
            if (!dropped.contains(sector)) {
                put(next, sector, shown(sector));
            }
        }
        durable = next;
        dirty.keySet().retainAll(dropped);
    }

    /**
     * As Linux does it: what was dirty counts as clean. Some of it reached the disk, some is shown until it leaves the cache.
     */
    void failForce(Random random) {
        int what = random.nextInt(4);
        for (int sector : dirty.keySet().stream().sorted().toList()) {
            int fate = what == 3 ? random.nextInt(3) : what;
            byte[] shown = shown(sector);
            int from = sector * SECTOR_BYTES;
            if (fate == 0 && from + shown.length <= durable.length) {
                put(durable, sector, shown);
                dirty.remove(sector);
            } else if (fate == 1) {
                byte[] disk = from < durable.length ? Arrays.copyOfRange(durable, from, from + shown.length)
                        : new byte[shown.length];
                put(bytes, sector, disk);
                dirty.remove(sector);
                dropped.remove(sector);
            } else {
                dropped.add(sector);
            }
        }
    }

    void truncate(int length) {
        bytes = Arrays.copyOf(bytes, length);
        dirty.keySet().removeIf(sector -> sector * SECTOR_BYTES >= length);
        dropped.removeIf(sector -> sector * SECTOR_BYTES >= length);
    }

    /** What the disk has after the power failed; the file shows it from now on. */
    void losePower(Random random) {
        boolean lengthKept = bytes.length == durable.length || random.nextBoolean();
        byte[] after = lengthKept ? Arrays.copyOf(durable, bytes.length) : durable.clone();
        int what = random.nextInt(4);
        for (int sector : dirty.keySet().stream().sorted().toList()) {
            boolean written = what == 0 || what >= 2 && random.nextBoolean();
            if (written && !dropped.contains(sector)) {
                List<byte[]> older = dirty.get(sector);
                int version = random.nextInt(older.size() + 1);
                put(after, sector, version == older.size() ? shown(sector) : older.get(version));
            }
        }
        bytes = after;
        durable = after.clone();
        dirty.clear();
        dropped.clear();
    }

    private static void put(byte[] target, int sector, byte[] content) {
        int from = sector * SECTOR_BYTES;
        int length = Math.min(content.length, target.length - from);
        if (length > 0) {
            System.arraycopy(content, 0, target, from, length);
        }
    }

    /** Which sectors of a write take effect. */
    interface Kept {

        Kept ALL = sector -> true;

        boolean sector(int number);

        /** All, none, those up to some place, or any. */
        static Kept some(Random random, int offset, int length) {
            int first = offset / SECTOR_BYTES;
            int count = (offset + length + SECTOR_BYTES - 1) / SECTOR_BYTES - first;
            int upTo = first + random.nextInt(count + 1);
            long salt = random.nextLong();
            return switch (random.nextInt(4)) {
                case 0 -> ALL;
                case 1 -> sector -> false;
                case 2 -> sector -> sector < upTo;
                default -> sector -> SimulatedStorage.random(salt + sector).nextBoolean();
            };
        }
    }
}
