package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
final class Hkdf {

    private static final String HMAC = "HmacSHA256";

    private Hkdf() {
    }

    /** @param salt not empty */
    static byte[] derive(byte[] key, byte[] salt, byte[] info, int length) {
        byte[] pseudorandom = mac(salt, ByteBuffer.wrap(key));
        ByteBuffer result = ByteBuffer.allocate(length);
        byte[] block = {};
        for (byte count = 1; result.hasRemaining(); count++) {
            ByteBuffer input = ByteBuffer.allocate(block.length + info.length + 1).put(block).put(info).put(count).flip();
            block = mac(pseudorandom, input);
            result.put(block, 0, Math.min(block.length, result.remaining()));
        }
        return result.array();
    }

    /** HMAC with SHA-256. */
    static byte[] mac(byte[] key, ByteBuffer data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            mac.update(data);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no " + HMAC, e);
        }
    }
}
