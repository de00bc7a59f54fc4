package io.quarkiverse.durable.wal.segment;

import java.nio.ByteBuffer;

/** A record on its way into a batch. */
public interface Unwritten {

    int type();

    /** Of the frame, without that for encryption. */
    int flags();

    long lsnValue();

    long timestampMillis();

    ByteBuffer payload();
}
