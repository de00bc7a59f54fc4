package io.quarkiverse.durable.wal.crypto;

import java.util.Set;
import java.util.function.Supplier;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/** Whether and with which key each segment of a log is encrypted. Any thread. */
public interface SegmentCipher {

    /** Whether new segments are encrypted. */
    boolean encrypts();

    /** Id of the key for new segments, 0 without encryption. */
    long activeKey();

    /** Bytes that {@link PayloadCipher#seal} adds to a payload in a new segment. */
    int overheadBytes();

    /** Gives a new segment the key that is active now. */
    Begun begin(SegmentHeader draft);

    /**
     * @param header with its key, authenticated
     * @param payloads for the thread that writes the segment
     */
    record Begun(SegmentHeader header, PayloadCipher payloads) {
    }

    /**
     * Checks that the header is as it was written, and makes the cipher of its segment, for one thread at a time.
     *
     * @throws BadBytes the header was changed
     * @throws KeyRefused the key is missing or another one, or the segment is not encrypted and must be
     */
    PayloadCipher open(SegmentHeader header) throws BadBytes, KeyRefused;

    /**
     * Asks for the keys again. May block.
     *
     * @param needed ids of the keys that segments use
     * @return whether another key is active now
     * @throws WalException why the keys are left as they were
     */
    boolean refresh(Set<Long> needed);

    /** Stores payloads as they are; refuses encrypted segments. */
    static SegmentCipher none() {
        return NoCipher.INSTANCE;
    }

    /**
     * AES-256-GCM. Asks for the keys at once.
     *
     * @param keys asked again with each {@link #refresh}; never returns null
     * @param acceptPlaintext whether segments that are not encrypted are read
     */
    static SegmentCipher aesGcm(Supplier<KeyRing> keys, boolean acceptPlaintext) {
        return new AesGcm(keys, acceptPlaintext);
    }
}
