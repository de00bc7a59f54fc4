package io.quarkiverse.durable.wal.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/**
 * AES-256-GCM with the key of one segment.
 *
 * <p>
 * The nonce is the LSN. A segment has each LSN once, and each segment has a key of its own, by its random salt; so no nonce is
 * used twice with a key, also where a crash lets an LSN be given out again: that record goes to another segment. A record must
 * be sealed once, or with all its fields as the first time. Everything of a frame that does not say where it lies is
 * authenticated with the payload.
 */
final class GcmPayloads implements PayloadCipher {

    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    /** Offsets in the additional data: log id, epoch, sequence and key id stay, the rest is the frame's. */
    private static final int EPOCH_AT = 16;
    private static final int SEQUENCE_AT = 24;
    private static final int KEY_ID_AT = 32;
    private static final int TYPE_AT = 36;
    private static final int FLAGS_AT = 38;
    private static final int LSN_AT = 40;
    private static final int TIMESTAMP_AT = 48;
    private static final int ADDITIONAL_BYTES = 56;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final ByteBuffer additional = little(ADDITIONAL_BYTES);
    private final ByteBuffer nonce = little(NONCE_BYTES);

    GcmPayloads(SegmentHeader segment, SegmentKeys keys) {
        this.key = keys.payloads();
        additional.put(0, SegmentKeys.bytes(segment.logId())).putLong(EPOCH_AT, segment.epoch())
                .putLong(SEQUENCE_AT, segment.sequence()).putInt(KEY_ID_AT, segment.keyId());
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    @Override
    public void seal(Frame frame, ByteBuffer plain, ByteBuffer target) {
        try {
            prepare(Cipher.ENCRYPT_MODE, frame);
            cipher.doFinal(plain.duplicate(), target);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    @Override
    public ByteBuffer open(Frame frame, ByteBuffer stored) throws Forged {
        if (stored.remaining() < TAG_BYTES) {
            throw new Forged();
        }
        ByteBuffer plain = ByteBuffer.allocate(stored.remaining() - TAG_BYTES);
        try {
            prepare(Cipher.DECRYPT_MODE, frame);
            cipher.doFinal(stored.duplicate(), plain);
        } catch (AEADBadTagException e) {
            throw new Forged();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
        return plain.flip();
    }

    private void prepare(int mode, Frame frame) throws GeneralSecurityException {
        nonce.putLong(0, frame.lsn());
        additional.putShort(TYPE_AT, (short) frame.type()).putShort(FLAGS_AT, (short) frame.flags())
                .putLong(LSN_AT, frame.lsn()).putLong(TIMESTAMP_AT, frame.timestampMillis());
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
        cipher.updateAAD(additional.array());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static IllegalStateException unusable(GeneralSecurityException e) {
        return new IllegalStateException("AES-256-GCM of this JDK cannot be used: " + e.getMessage(), e);
    }
}
