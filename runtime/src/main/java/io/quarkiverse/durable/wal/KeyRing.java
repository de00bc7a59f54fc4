package io.quarkiverse.durable.wal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys with which a log is encrypted: one for new segments, and those that older segments still use. Immutable; says its
 * ids and never a key.
 */
public final class KeyRing {

    /** Length of a key. */
    public static final int KEY_BYTES = 32;
    /** Highest id of a key; the lowest is 1. */
    public static final long ID_MAX = 0xFFFF_FFFFL;
    /** A ring has at most as many keys. */
    public static final int KEYS_MAX = 1_000;

    private final long active;
    private final Map<Long, byte[]> keys = new TreeMap<>();

    /**
     * @param active id of the key for new segments
     * @param keys {@value #KEY_BYTES} random bytes by id, 1 to {@value #ID_MAX}; copied
     * @throws WalException.InvalidOption an id or a key is out of range, or there is no active key
     */
    public KeyRing(long active, Map<Long, byte[]> keys) {
        require(keys.size() <= KEYS_MAX, "the key ring has " + keys.size() + " keys, allowed are " + KEYS_MAX);
        keys.forEach((id, key) -> {
            require(id > 0 && id <= ID_MAX, "a key has id " + id + ", allowed is 1 to " + ID_MAX);
            require(key.length == KEY_BYTES, "key " + id + " has " + key.length + " bytes, allowed is " + KEY_BYTES);
            this.keys.put(id, key.clone());
        });
        require(keys.containsKey(active), "the key ring has no key " + active + ", which is to be active; it has "
                + this.keys.keySet());
        this.active = active;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new WalException.InvalidOption(what);
        }
    }

    /** Id of the key for new segments. */
    public long active() {
        return active;
    }

    /** Ids of all keys, in order. */
    public Set<Long> ids() {
        return new TreeSet<>(keys.keySet());
    }

    /**
     * A copy of a key.
     *
     * @throws IllegalArgumentException there is no key with this id
     */
    public byte[] key(long id) {
        byte[] key = keys.get(id);
        if (key == null) {
            throw new IllegalArgumentException("The key ring has no key " + id);
        }
        return key.clone();
    }

    @Override
    public String toString() {
        return "keys " + keys.keySet() + ", active " + active;
    }
}
