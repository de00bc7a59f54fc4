package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Compression;
import io.quarkiverse.durable.wal.testing.Keys;

/** Large records are stored compressed where that is shorter. */
@Timeout(60)
class CompressionTest {

    private static final int BLOCK = 4096;
    private static final int FRAME = 48;
    private static final int THRESHOLD = 512;
    private static final int COMPRESSED = 2;
    private static final WalOptions OPTIONS = Fixture.OPTIONS.withCompression(THRESHOLD);

    private final Fixture log = new Fixture();

    private Wal open(SegmentCipher cipher) {
        return log.open(OPTIONS, WalListener.NONE, cipher);
    }

    private static byte[] compressible(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 50);
        }
        return bytes;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private ByteBuffer segment() {
        return ByteBuffer.wrap(log.storage.bytes(Fixture.segment(1))).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void recordsReadBackWhetherTheyWereCompressedOrNot() {
        for (SegmentCipher cipher : List.of(SegmentCipher.none(), new Keys(1).cipher())) {
            Fixture another = new Fixture();
            List<byte[]> payloads = List.of(compressible(0), compressible(THRESHOLD - 1), compressible(THRESHOLD),
                    random(THRESHOLD), compressible(16_000), random(16_384), compressible(16_384));
            for (int opening = 0; opening < 2; opening++) {
                try (Wal wal = another.open(OPTIONS, WalListener.NONE, cipher)) {
                    payloads.forEach(p -> wal.append(1, ByteBuffer.wrap(p).asReadOnlyBuffer()).await());
                }
            }
            try (Wal wal = another.open(Fixture.OPTIONS, WalListener.NONE, cipher)) {
                List<WalRecord> records = Fixture.records(wal);
                assertThat(records).hasSize(2 * payloads.size());
                for (int i = 0; i < records.size(); i++) {
                    assertThat(records.get(i).payload()).isEqualTo(ByteBuffer.wrap(payloads.get(i % payloads.size())));
                }
            }
        }
    }

    @Test
    void onlyARecordFromTheThresholdOnThatGetsShorterIsStoredCompressed() throws IOException {
        byte[] large = compressible(3000);
        try (Wal wal = open(SegmentCipher.none())) {
            for (byte[] payload : List.of(compressible(THRESHOLD - 1), random(3000), large)) {
                wal.append(1, ByteBuffer.wrap(payload)).await();
            }
        }
        ByteBuffer s = segment();
        assertThat(s.getInt(20) & COMPRESSED).isEqualTo(COMPRESSED);
        assertThat(List.of(s.getShort(BLOCK + 10), s.getShort(2 * BLOCK + 10), s.getShort(3 * BLOCK + 10)))
                .containsExactly((short) 0, (short) 0, (short) COMPRESSED);
        assertThat(List.of(s.getInt(BLOCK + 4), s.getInt(2 * BLOCK + 4))).containsExactly(THRESHOLD - 1, 3000);
        int stored = s.getInt(3 * BLOCK + 4);
        assertThat(stored).isLessThan(300);
        int payload = 3 * BLOCK + FRAME;
        assertThat(s.getInt(payload)).isEqualTo(large.length);
        byte[] read = new InflaterInputStream(new java.io.ByteArrayInputStream(s.array(), payload + 4, stored - 4))
                .readAllBytes();
        assertThat(read).isEqualTo(large);
    }

    @Test
    void nothingIsCompressedUnlessAskedFor() {
        try (Wal wal = log.open()) {
            wal.append(1, ByteBuffer.wrap(compressible(16_000))).await();
        }
        assertThat(segment().getInt(20) & COMPRESSED).isZero();
        assertThat(segment().getInt(BLOCK + 4)).isEqualTo(16_000);
    }

    @Test
    void aPayloadOverTheLimitIsRefusedHoweverSmallItWouldBecome() {
        try (Wal wal = open(SegmentCipher.none())) {
            int max = OPTIONS.recordBytesMax();
            assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(max + 1))).isInstanceOf(WalException.TooLarge.class);
            wal.append(1, ByteBuffer.allocate(max)).await();
            assertThat(Fixture.records(wal)).singleElement().matches(r -> r.payload().remaining() == max);
        }
    }

    /** Each byte of the stored form, with a checksum that agrees; and lengths that are not true. */
    @Test
    void aDamagedStreamAndAnUntrueLengthAreCorruption() {
        byte[] plain = random(2000);
        System.arraycopy(compressible(1000), 0, plain, 0, 1000);
        try (Wal wal = open(SegmentCipher.none())) {
            wal.append(1, ByteBuffer.wrap(plain)).await();
            Fixture.append(wal, 1, 10);
        }
        byte[] good = log.storage.bytes(Fixture.segment(1));
        int stored = segment().getInt(BLOCK + 4);
        int end = BLOCK + FRAME + stored;
        for (int length : new int[] { 0, 1, 1999, 2001, 16_385, Integer.MAX_VALUE, -1 }) {
            log.forge(Fixture.segment(1), BLOCK, BLOCK + 4, end, b -> b.putInt(BLOCK + FRAME, length));
            mustBeCorrupt("length " + length);
            log.storage.replace(Fixture.segment(1), good);
        }
        for (int at = BLOCK + FRAME + 4; at < end; at++) {
            int index = at;
            log.forge(Fixture.segment(1), BLOCK, BLOCK + 4, end, b -> b.put(index, (byte) ~b.get(index)));
            mustBeCorrupt("byte " + (at - BLOCK - FRAME));
            log.storage.replace(Fixture.segment(1), good);
        }
    }

    private void mustBeCorrupt(String what) {
        try (Wal wal = log.open()) {
            assertThatThrownBy(() -> Fixture.records(wal)).as(what).isInstanceOf(WalException.Corrupt.class)
                    .hasMessageContaining(Fixture.segment(1));
        }
    }

    @Test
    void aFlagForCompressionInASegmentWithoutItIsCorruption() {
        log.write(2, 1000);
        log.forge(Fixture.segment(1), BLOCK, BLOCK + 4, BLOCK + FRAME + 1000, b -> b.putShort(BLOCK + 10, (short) COMPRESSED));
        mustBeCorrupt("flag");
    }

    @Test
    void aStreamThatGrowsBeyondItsLengthIsNotReadToItsEnd() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
            for (int i = 0; i < 1000; i++) {
                out.write(new byte[10_000]);
            }
        }
        for (int length : new int[] { 16_384, 0, 10_000_000 }) {
            ByteBuffer stored = ByteBuffer.allocate(4 + bomb.size()).order(ByteOrder.LITTLE_ENDIAN).putInt(length)
                    .put(bomb.toByteArray()).flip();
            assertThatThrownBy(() -> Compression.expand(stored, 0, 16_384)).as("length %s", length)
                    .isInstanceOf(BadBytes.class);
        }
        ByteBuffer tooGood = ByteBuffer.allocate(4 + 10).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 10 * 1032 + 1);
        assertThatThrownBy(() -> Compression.expand(tooGood, 0, 16_384)).hasMessageContaining("at most 10320 bytes");
        for (int bytes = 0; bytes < 12; bytes++) {
            ByteBuffer stored = ByteBuffer.allocate(bytes);
            assertThatThrownBy(() -> Compression.expand(stored, 0, 16_384)).isInstanceOf(BadBytes.class);
        }
    }

    @Test
    void whatIsEncryptedIsTheCompressedForm() {
        try (Wal wal = open(new Keys(1).cipher())) {
            wal.append(1, ByteBuffer.wrap(compressible(3000))).await();
        }
        assertThat(segment().getShort(BLOCK + 10)).isEqualTo((short) 3);
        assertThat(segment().getInt(BLOCK + 4)).isLessThan(300);
    }
}
