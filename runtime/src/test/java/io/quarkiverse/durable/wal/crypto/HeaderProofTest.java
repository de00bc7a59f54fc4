package io.quarkiverse.durable.wal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.testing.Keys;

/** Which error a header gives that does not fit the keys, as far as they can tell. */
class HeaderProofTest {

    private static final Path FILE = Path.of("a.seg");
    private static final SegmentHeader DRAFT = new SegmentHeader(new UUID(1, 2), 3, 2, Lsn.of(5), Lsn.of(1), Lsn.of(4), 1_000,
            65_536, 0, 0, new UUID(3, 4), SegmentHeader.Proof.NONE);
    private static final SegmentHeader HEADER = new Keys(7).cipher().begin(DRAFT).header();

    private static WalException refusal(SegmentCipher cipher, SegmentHeader header) {
        try {
            cipher.open(header);
        } catch (KeyRefused e) {
            return e.in(FILE);
        } catch (BadBytes e) {
            return e.in(FILE);
        }
        throw new AssertionError("the header was accepted");
    }

    @Test
    void theRightKeyOpensAmongOthers() throws Exception {
        assertThat(new Keys(9, 7, 8).cipher().open(HEADER)).isNotNull();
    }

    @Test
    void missingWrongAndSwappedKeysAreToldApart() {
        assertThat(refusal(SegmentCipher.none(), HEADER)).isInstanceOf(WalException.MissingKey.class)
                .hasMessageContaining("key 7").hasMessageContaining("a.seg").hasMessageContaining("not configured");
        assertThat(refusal(new Keys(8, 9).cipher(), HEADER)).isInstanceOf(WalException.MissingKey.class)
                .hasMessageContaining("key 7").hasMessageContaining("[8, 9]");
        KeyRing other = new KeyRing(7, Map.of(7L, Keys.key(99)));
        assertThat(refusal(SegmentCipher.aesGcm(() -> other, false), HEADER)).isInstanceOf(WalException.WrongKey.class)
                .hasMessageContaining("7");
        KeyRing swapped = new KeyRing(7, Map.of(7L, Keys.key(8), 8L, Keys.key(7)));
        assertThat(refusal(SegmentCipher.aesGcm(() -> swapped, false), HEADER)).isInstanceOf(WalException.WrongKey.class)
                .hasMessageContaining("under id 8");
        KeyRing renumbered = new KeyRing(8, Map.of(8L, Keys.key(7)));
        assertThat(refusal(SegmentCipher.aesGcm(() -> renumbered, false), HEADER)).isInstanceOf(WalException.WrongKey.class)
                .hasMessageContaining("under id 8");
        assertThat(refusal(new Keys(7).cipher(), DRAFT)).isInstanceOf(WalException.NotEncrypted.class);
    }

    @Test
    void noMessageHasAKey() {
        KeyRing ring = new KeyRing(7, Map.of(7L, Keys.key(99), 5L, Keys.key(98)));
        assertThat(refusal(SegmentCipher.aesGcm(() -> ring, false), HEADER).getMessage()).doesNotContain("99")
                .doesNotContain("63");
        assertThat(ring).hasToString("keys [5, 7], active 7");
    }

    /** With a checksum that agrees. */
    @Test
    void everyChangedBitOfAHeaderIsNoticedAndNoneIsTakenForAWrongKey() {
        ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        HEADER.encode(block);
        byte[] bytes = block.array();
        SegmentCipher cipher = new Keys(7, 8).cipher();
        for (int at = 0; at < 4092; at++) {
            int bit = 1 << (at % 8);
            bytes[at] ^= (byte) bit;
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, 4092);
            block.putInt(4092, (int) crc.getValue());
            assertThatThrownBy(() -> cipher.open(SegmentHeader.decode(ByteBuffer.wrap(bytes)))).as("bit %s of byte %s", bit, at)
                    .isInstanceOf(at >= 24 && at < 40 ? Exception.class : BadBytes.class);
            bytes[at] ^= (byte) bit;
        }
    }

    @Test
    void aHeaderMadeByHandFromAnotherSegmentIsNoticed() {
        SegmentHeader next = new SegmentHeader(new UUID(1, 2), 3, 3, Lsn.of(5), Lsn.of(1), Lsn.of(4), 1_000, 65_536,
                SegmentHeader.ENCRYPTED, 7, new UUID(3, 4), HEADER.proof());
        assertThat(refusal(new Keys(7).cipher(), next)).isInstanceOf(WalException.Corrupt.class);
    }
}
