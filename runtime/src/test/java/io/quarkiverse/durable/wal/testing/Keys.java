package io.quarkiverse.durable.wal.testing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;

/** Rings of keys; a key has its id in each byte. */
public final class Keys implements Supplier<KeyRing> {

    private final AtomicReference<KeyRing> current = new AtomicReference<>();

    /** The ring to begin with. */
    public Keys(long active, long... others) {
        set(active, others);
    }

    /** From the next time that somebody asks. */
    public void set(long active, long... others) {
        current.set(ring(active, others));
    }

    public void set(KeyRing ring) {
        current.set(ring);
    }

    @Override
    public KeyRing get() {
        return current.get();
    }

    public SegmentCipher cipher() {
        return SegmentCipher.aesGcm(this, false);
    }

    public static KeyRing ring(long active, long... others) {
        Map<Long, byte[]> keys = new HashMap<>();
        keys.put(active, key((int) active));
        for (long other : others) {
            keys.put(other, key((int) other));
        }
        return new KeyRing(active, keys);
    }

    public static byte[] key(int content) {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        Arrays.fill(key, (byte) content);
        return key;
    }
}
