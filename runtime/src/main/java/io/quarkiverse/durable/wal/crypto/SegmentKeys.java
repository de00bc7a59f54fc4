package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.quarkiverse.durable.wal.format.SegmentHeader;

/** What is derived from a key of the ring for one segment: the key of its payloads and the key of its header. */
final class SegmentKeys {

    private static final String FORMAT = "quarkus-durable-log/1";
    private static final byte[] SEGMENT = FORMAT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHECK = (FORMAT + " key check").getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 16;

    private final SecretKeySpec payloads;
    private final byte[] header;

    private SegmentKeys(SecretKeySpec payloads, byte[] header) {
        this.payloads = payloads;
        this.header = header;
    }

    static SegmentKeys of(byte[] key, SegmentHeader segment) {
        ByteBuffer info = ByteBuffer.allocate(SEGMENT.length + ID_BYTES + 8 + 8 + 4).put(SEGMENT).put(bytes(segment.logId()));
        info.order(ByteOrder.LITTLE_ENDIAN).putLong(segment.epoch()).putLong(segment.sequence()).putInt(segment.keyId());
        byte[] both = Hkdf.derive(key, bytes(segment.salt()), info.array(), 2 * KEY_BYTES);
        return new SegmentKeys(new SecretKeySpec(both, 0, KEY_BYTES, "AES"),
                Arrays.copyOfRange(both, KEY_BYTES, 2 * KEY_BYTES));
    }

    /** Tells one key from another, in all segments of a log. */
    static UUID check(byte[] key, UUID logId) {
        return id(Hkdf.derive(key, bytes(logId), CHECK, ID_BYTES));
    }

    UUID mac(SegmentHeader segment) {
        return id(Hkdf.mac(header, segment.authenticated()));
    }

    SecretKeySpec payloads() {
        return payloads;
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
    }

    private static UUID id(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes);
        return new UUID(b.getLong(), b.getLong());
    }
}
