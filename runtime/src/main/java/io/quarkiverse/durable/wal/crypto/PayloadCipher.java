package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;

import io.quarkiverse.durable.wal.format.Frame;

/** Turns the payloads of one segment into what is stored, and back. One thread at a time: it keeps its working state. */
public interface PayloadCipher {

    /** Writes the stored form at the position of {@code target}, and moves it behind; {@code plain} is left as it is. */
    void seal(Frame frame, ByteBuffer plain, ByteBuffer target);

    /**
     * @return in a buffer of its own, or {@code stored} itself
     * @throws Forged the frame or the payload is not what was sealed
     */
    ByteBuffer open(Frame frame, ByteBuffer stored) throws Forged;

    /** The caller knows where it is. */
    final class Forged extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Stores payloads as they are. */
    PayloadCipher NONE = new PayloadCipher() {
        @Override
        public void seal(Frame frame, ByteBuffer plain, ByteBuffer target) {
            target.put(plain.duplicate());
        }

        @Override
        public ByteBuffer open(Frame frame, ByteBuffer stored) {
            return stored;
        }
    };
}
