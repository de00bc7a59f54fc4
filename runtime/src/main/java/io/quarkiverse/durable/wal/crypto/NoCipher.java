package io.quarkiverse.durable.wal.crypto;

import java.util.Set;

import io.quarkiverse.durable.wal.format.SegmentHeader;

/** No encryption. */
enum NoCipher implements SegmentCipher {
    INSTANCE;

    @Override
    public boolean encrypts() {
        return false;
    }

    @Override
    public long activeKey() {
        return 0;
    }

    @Override
    public int overheadBytes() {
        return 0;
    }

    @Override
    public Begun begin(SegmentHeader draft) {
        return new Begun(draft, PayloadCipher.NONE);
    }

    @Override
    public PayloadCipher open(SegmentHeader header) throws KeyRefused {
        if (header.encrypted()) {
            throw KeyRefused.missing(header.keyNumber(), "encryption is not configured");
        }
        return PayloadCipher.NONE;
    }

    @Override
    public boolean refresh(Set<Long> needed) {
        return false;
    }
}
