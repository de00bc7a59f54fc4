package io.quarkiverse.durable.runtime.transaction;

import java.util.Arrays;
import java.util.Collection;

import io.quarkiverse.durable.runtime.journal.Change;

/**
 * Rows and keys of explicit events, those for which publication keeps an order: a set of 64-bit fingerprints, so that a
 * million of them take some MiB. It may say of a row that is not in it that it is, once in many millions of millions. Not
 * thread-safe while rows are added.
 */
final class Rows {

    private static final int CAPACITY_MIN = 16;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Open addressing; 0 is free. A power of two, at most two thirds full. */
    private long[] table = new long[CAPACITY_MIN];
    private int size;

    static Rows of(Collection<Change> changes) {
        Rows rows = new Rows();
        changes.forEach(rows::add);
        return rows;
    }

    void add(Change change) {
        if (put(table, fingerprint(change))) {
            size++;
            if (size > table.length / 3 * 2) {
                long[] larger = new long[table.length * 2];
                Arrays.stream(table).filter(each -> each != 0).forEach(each -> put(larger, each));
                table = larger;
            }
        }
    }

    boolean contains(Change change) {
        long fingerprint = fingerprint(change);
        return table[place(table, fingerprint)] == fingerprint;
    }

    private static boolean put(long[] into, long fingerprint) {
        int place = place(into, fingerprint);
        boolean isNew = into[place] == 0;
        into[place] = fingerprint;
        return isNew;
    }

    private static int place(long[] in, long fingerprint) {
        int place = (int) fingerprint & in.length - 1;
        while (in[place] != 0 && in[place] != fingerprint) {
            place = place + 1 & in.length - 1;
        }
        return place;
    }

    /** FNV-1a over the characters of both, each closed by a character that is in neither. */
    private static long fingerprint(Change change) {
        long hash = mix(mix(0xcbf29ce484222325L, change.channel()), change.partitionKey());
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return (mixed ^ 0x10000) * FNV_PRIME;
    }
}
