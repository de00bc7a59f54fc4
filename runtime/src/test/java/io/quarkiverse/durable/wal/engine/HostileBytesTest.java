package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Batch;

/** Files that say what is not so, with checksums that agree; and files of versions to come. */
@Timeout(60)
class HostileBytesTest {

    private static final int BLOCK = 4096;
    private static final String SEGMENT = Fixture.segment(1);
    private final Fixture log = new Fixture();

    @BeforeEach
    void threeRecordsOfOneBlockEach() {
        try (Wal wal = log.open()) {
            Fixture.append(wal, 2, 100);
            wal.append(5 | Wal.REQUIRED, ByteBuffer.allocate(100)).await();
        }
    }

    private void forgeHeader(Fixture.Change change) {
        log.forge(SEGMENT, BLOCK - 4, 0, BLOCK - 4, change);
    }

    /** Of the second record, whose batch begins in block 2. */
    private void forgeFrame(Fixture.Change change) {
        log.forge(SEGMENT, 2 * BLOCK, 2 * BLOCK + 4, 2 * BLOCK + 48 + 100, change);
    }

    @Test
    void aLengthThatIsNotTrueIsCorruptionAndNotAnAllocation() {
        byte[] good = log.storage.bytes(SEGMENT);
        for (int length : new int[] { -1, Integer.MAX_VALUE, 1 << 30, BLOCK, 101, 99 }) {
            forgeFrame(b -> b.putInt(2 * BLOCK + 4, length));
            assertThatThrownBy(log::open).as("length %s", length).isInstanceOf(WalException.Corrupt.class);
            log.storage.replace(SEGMENT, good);
        }
        for (int blocks : new int[] { -1, Integer.MAX_VALUE, 1 << 20, 1 << 19, 0, 2, 9 }) {
            forgeFrame(b -> b.putInt(2 * BLOCK + 44, blocks));
            assertThatThrownBy(log::open).as("blocks %s", blocks).isInstanceOf(WalException.Corrupt.class);
            log.storage.replace(SEGMENT, good);
        }
        for (long size : new long[] { -1, Long.MAX_VALUE, 1L << 40, (1L << 30) + BLOCK, 0, BLOCK, 65_535 }) {
            forgeHeader(b -> b.putLong(88, size));
            assertThatThrownBy(log::open).as("segment size %s", size).isInstanceOf(WalException.Corrupt.class)
                    .hasMessageContaining("segment size");
            log.storage.replace(SEGMENT, good);
        }
        for (int count : new int[] { -1, Integer.MAX_VALUE, 1 }) {
            log.forge("cursors", 48, 0, 48, b -> b.putInt(40, count));
            assertThatThrownBy(log::open).as("cursors %s", count).isInstanceOf(WalException.Corrupt.class);
        }
    }

    @Test
    void aForgedCountOfBlocksIsRefusedBeforeAnythingIsAllocated() {
        ByteBuffer head = ByteBuffer.allocate(BLOCK).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        head.putLong(32, 1).putInt(44, -1);
        assertThatThrownBy(() -> Batch.sizeBytes(head, new Batch.Expected(1, 1, 1), 1 << 20)).isInstanceOf(BadBytes.class)
                .hasMessageContaining("4294967295");
    }

    @Test
    void aNewerVersionIsRefusedAsSuchAndDamageIsNot() {
        for (int at : new int[] { 8, 20 }) {
            byte[] good = log.storage.bytes(SEGMENT);
            forgeHeader(b -> b.putInt(at, 1 << 10));
            assertThatThrownBy(log::open).as("at %s", at).isInstanceOf(WalException.UnsupportedVersion.class)
                    .hasMessageContaining("1024");
            log.storage.replace(SEGMENT, good);
        }
        for (String small : new String[] { "identity", "cursors" }) {
            byte[] good = log.storage.bytes(small);
            log.forge(small, good[12] - 4, 0, good[12] - 4, b -> b.putInt(8, 2));
            assertThatThrownBy(log::open).as(small).isInstanceOf(WalException.UnsupportedVersion.class);
            log.storage.replace(small, good);
        }
        byte[] damaged = log.storage.bytes(SEGMENT);
        damaged[8] = 2;
        log.storage.replace(SEGMENT, damaged);
        assertThatThrownBy(log::open).isInstanceOf(WalException.Corrupt.class);
    }

    @Test
    void aTypeThatMustBeUnderstoodStopsAReaderAndOneThatNeedNotIsHandedOverAsItIs() {
        forgeFrame(b -> b.putShort(2 * BLOCK + 8, (short) 0x7ABC));
        try (Wal wal = log.open()) {
            assertThat(Fixture.records(wal)).extracting(WalRecord::type).containsExactly(1, 0x7ABC, 5 | Wal.REQUIRED);
        }
        forgeFrame(b -> b.putShort(2 * BLOCK + 8, (short) 0x8000));
        try (Wal wal = log.open()) {
            assertThatThrownBy(() -> Fixture.records(wal)).isInstanceOf(WalException.UnsupportedVersion.class);
        }
        forgeFrame(b -> b.putShort(2 * BLOCK + 8, (short) 1).putShort(2 * BLOCK + 10, (short) 4));
        try (Wal wal = log.open(); var reader = wal.read(Lsn.of(1))) {
            assertThat(reader.next(java.time.Duration.ZERO)).isNotNull();
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> reader.next(java.time.Duration.ZERO)).as("attempt %s", attempt)
                        .isInstanceOf(WalException.UnsupportedVersion.class).hasMessageContaining("flags");
            }
        }
    }

    @Test
    void aCopyThatIsOlderThanItsSegmentsIsRefused() {
        byte[] older = log.storage.bytes("identity");
        log.write(1, 10);
        log.storage.replace("identity", older);
        assertThatThrownBy(log::open).isInstanceOf(WalException.Corrupt.class).hasMessageContaining("epoch");
    }

    @Test
    void everySizeUpToTheLimitReadsBackAndOneByteMoreTakesNoNumber() {
        int max = Fixture.OPTIONS.recordBytesMax();
        int[] sizes = { 0, 1, BLOCK - 49, BLOCK - 48, BLOCK - 47, BLOCK - 1, BLOCK, BLOCK + 1, max - 1, max };
        try (Wal wal = log.open()) {
            for (int size : sizes) {
                byte[] payload = new byte[size];
                java.util.Arrays.fill(payload, (byte) size);
                wal.append(1, ByteBuffer.wrap(payload)).await();
            }
            Lsn last = wal.lastLsn();
            assertThatThrownBy(() -> wal.append(1, ByteBuffer.allocate(max + 1))).isInstanceOf(WalException.TooLarge.class);
            assertThat(wal.lastLsn()).isEqualTo(last);
        }
        try (Wal wal = log.open()) {
            var records = Fixture.records(wal).subList(3, 3 + sizes.length);
            for (int i = 0; i < sizes.length; i++) {
                ByteBuffer payload = records.get(i).payload();
                assertThat(payload.remaining()).isEqualTo(sizes[i]);
                byte[] bytes = new byte[sizes[i]];
                payload.get(bytes);
                for (byte b : bytes) {
                    if (b != (byte) sizes[i]) {
                        throw new AssertionError("record " + i + " has other bytes");
                    }
                }
            }
        }
    }
}
