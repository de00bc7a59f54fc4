package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;
import java.util.UUID;

import io.quarkiverse.durable.wal.WalException;

/** Turns payloads into what is stored, and back. A checksum of a frame covers the stored form. */
public interface SegmentCipher {

    /**
     * What a payload is bound to, besides its key: nonce and authenticated data come from here.
     *
     * @param salt of the segment, random
     */
    record Place(UUID logId, long sequence, UUID salt, int type, long lsn, long timestampMillis) {
    }

    /** Whether new records are encrypted. */
    boolean encrypts();

    /** Key of new segments; 0 without encryption. */
    int keyId();

    /** Bytes that {@link #seal} adds. */
    int overheadBytes();

    ByteBuffer seal(Place place, ByteBuffer plain);

    /**
     * @throws WrongKey no such key, or the payload is not what was sealed
     */
    ByteBuffer open(Place place, int keyId, ByteBuffer stored) throws WrongKey;

    /** The caller knows the file and makes a {@link WalException.WrongKey} of it. */
    final class WrongKey extends Exception {
        private static final long serialVersionUID = 1;

        public WrongKey(String what) {
            super(what);
        }
    }

    /** Stores payloads as they are; fails on encrypted ones. */
    static SegmentCipher none() {
        return NoCipher.INSTANCE;
    }
}
