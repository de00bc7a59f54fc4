package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;

/** Somebody without the key changes an encrypted log and makes all checksums agree. */
@Timeout(120)
class TamperingTest {

    private static final int BLOCK = 4096;
    private static final int FRAME = 48;
    private static final int PAYLOAD = 100;
    private static final int TAG = 16;
    private static final int RECORD = 2 * BLOCK;
    private static final String SEGMENT = Fixture.segment(1);

    private final Fixture log = new Fixture();
    private final SegmentCipher cipher = SegmentCipher.aesGcm(new Keys(2, 1, 3), true);

    @BeforeEach
    void threeRecordsOfOneBlockEach() {
        try (Wal wal = log.open(Fixture.OPTIONS, WalListener.NONE, cipher)) {
            Fixture.append(wal, 3, PAYLOAD);
        }
    }

    private void forgeRecord(Fixture.Change change) {
        log.forge(SEGMENT, RECORD, RECORD + 4, RECORD + FRAME + PAYLOAD + TAG, change);
    }

    private List<Long> read() {
        try (Wal wal = log.open(Fixture.OPTIONS, WalListener.NONE, cipher)) {
            return Fixture.lsns(wal);
        }
    }

    /** Each byte of the second record in turn; the checksum is made to agree. */
    private void everyByteIsNoticed(int from, int to, IntPredicate newer) {
        assertThat(read()).containsExactly(1L, 2L, 3L);
        byte[] good = log.storage.bytes(SEGMENT);
        for (int at = from; at < to; at++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                int index = RECORD + at;
                byte changed = (byte) (good[index] ^ bit);
                forgeRecord(b -> b.put(index, changed));
                assertThatThrownBy(this::read).as("bit %s of byte %s", bit, at)
                        .isInstanceOfAny(WalException.Corrupt.class,
                                newer.test(at) ? WalException.UnsupportedVersion.class : WalException.Corrupt.class)
                        .hasMessageContaining(SEGMENT);
                log.storage.replace(SEGMENT, good);
            }
        }
    }

    @Test
    void everyChangedBitOfARecordsHeaderIsNoticed() {
        everyByteIsNoticed(4, FRAME, at -> at == 10 || at == 11);
    }

    @Test
    void everyChangedBitOfTheCiphertextIsNoticed() {
        everyByteIsNoticed(FRAME, FRAME + PAYLOAD, at -> false);
    }

    @Test
    void everyChangedBitOfTheTagIsNoticed() {
        everyByteIsNoticed(FRAME + PAYLOAD, FRAME + PAYLOAD + TAG, at -> false);
    }

    @Test
    void everyChangedBitOfTheSegmentsHeaderIsNoticed() {
        byte[] good = log.storage.bytes(SEGMENT);
        for (int at = 0; at < BLOCK - 4; at += at == 132 ? 4060 - 132 : 1) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                int index = at;
                byte changed = (byte) (good[at] ^ bit);
                log.forge(SEGMENT, BLOCK - 4, 0, BLOCK - 4, b -> b.put(index, changed));
                assertThatThrownBy(this::read).as("bit %s of byte %s", bit, at).isInstanceOfAny(WalException.Corrupt.class,
                        at >= 8 && at < 24 ? WalException.UnsupportedVersion.class : WalException.Corrupt.class)
                        .hasMessageContaining(SEGMENT);
                log.storage.replace(SEGMENT, good);
            }
        }
    }

    @Test
    void aRecordWithoutItsFlagForEncryptionIsAForgery() {
        forgeRecord(b -> b.putShort(RECORD + 10, (short) 0));
        assertThatThrownBy(this::read).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("not encrypted");
        forgeRecord(b -> b.putShort(RECORD + 10, (short) 0).putInt(RECORD + 12, 0));
        assertThatThrownBy(this::read).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("not encrypted");
    }

    @Test
    void aSegmentWithoutItsFlagForEncryptionIsAForgeryAlsoWherePlaintextIsAccepted() {
        byte[] good = log.storage.bytes(SEGMENT);
        log.forge(SEGMENT, BLOCK - 4, 0, BLOCK - 4, b -> b.putInt(20, b.getInt(20) & ~1));
        assertThatThrownBy(this::read).isInstanceOf(WalException.Corrupt.class);
        // and if all traces of the key are removed, its records are still encrypted
        log.forge(SEGMENT, BLOCK - 4, 0, BLOCK - 4,
                b -> b.putInt(20, b.getInt(20) & ~1).putInt(112, 0).put(4060, new byte[32]));
        assertThatThrownBy(this::read).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("not encrypted");
        log.storage.replace(SEGMENT, good);
        assertThat(read()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRecordOfAnotherPlaceIsAForgery() {
        byte[] bytes = log.storage.bytes(SEGMENT);
        byte[] first = java.util.Arrays.copyOfRange(bytes, BLOCK + FRAME, BLOCK + FRAME + PAYLOAD + TAG);
        forgeRecord(b -> b.put(RECORD + FRAME, first));
        assertThatThrownBy(this::read).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("key 2");
    }

    @Test
    void anotherKeyIdIsAForgeryAndNotAWrongKey() {
        for (int id : new int[] { 1, 3, 99, -1 }) {
            byte[] good = log.storage.bytes(SEGMENT);
            log.forge(SEGMENT, BLOCK - 4, 0, BLOCK - 4, b -> b.putInt(112, id));
            assertThatThrownBy(this::read).as("id %s", id).isInstanceOf(WalException.Corrupt.class);
            log.storage.replace(SEGMENT, good);
        }
    }

    @Test
    void aReaderThatMeetsAForgedRecordStaysThereAndNamesTheFile() {
        try (Wal wal = log.open(Fixture.OPTIONS, WalListener.NONE, cipher); var reader = wal.read(wal.firstLsn())) {
            forgeRecord(b -> b.put(RECORD + FRAME, (byte) ~b.get(RECORD + FRAME)));
            assertThat(reader.next(java.time.Duration.ZERO)).isNotNull();
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> reader.next(java.time.Duration.ZERO)).as("attempt %s", attempt)
                        .isInstanceOf(WalException.Corrupt.class).hasMessageContaining(SEGMENT);
            }
            wal.append(1, ByteBuffer.allocate(1)).await();
        }
    }
}
