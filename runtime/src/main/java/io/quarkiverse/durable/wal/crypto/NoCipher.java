package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;

/** No encryption. */
enum NoCipher implements SegmentCipher {
    INSTANCE;

    @Override
    public boolean encrypts() {
        return false;
    }

    @Override
    public int keyId() {
        return 0;
    }

    @Override
    public int overheadBytes() {
        return 0;
    }

    @Override
    public ByteBuffer seal(Place place, ByteBuffer plain) {
        return plain;
    }

    @Override
    public ByteBuffer open(Place place, int keyId, ByteBuffer stored) throws WrongKey {
        throw new WrongKey("no encryption is configured");
    }
}
