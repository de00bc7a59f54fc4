package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.testing.StrictListener;

/** A directory of format version 1 as it was written once: it must be readable for ever, and it is what the page says. */
class GoldenTest {

    private static final List<String> FILES = List.of("identity", "cursors", Fixture.segment(1), Fixture.segment(3));
    private static final UUID LOG = UUID.fromString("0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0");

    @TempDir
    Path directory;

    private static byte[] golden(String file) throws IOException {
        try (InputStream in = GoldenTest.class.getResourceAsStream("/wal/golden-1/" + file + ".bin")) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }

    @Test
    void theDirectoryReadsAsItWasWritten() throws IOException {
        for (String file : FILES) {
            Files.write(directory.resolve(file), golden(file));
        }
        StrictListener listener = new StrictListener();
        try (Wal wal = WalEngine.open(WalOptions.defaults(directory).withSegmentSize(64 << 10), listener)) {
            assertThat(wal.logId()).isEqualTo(LOG);
            assertThat(wal.epoch()).isEqualTo(4);
            assertThat(wal.cursors()).extracting(Wal.Cursor::name).containsExactly("bücher", "consumer");
            assertThat(wal.cursors()).extracting(Wal.Cursor::savedPosition).containsExactly(Lsn.of(1), Lsn.of(2));
            List<WalRecord> records = Fixture.records(wal);
            assertThat(records).extracting(r -> r.lsn().value()).containsExactly(1L, 2L, 3L);
            assertThat(records).extracting(WalRecord::type).containsExactly(1, 0x8002, 0x7FFF);
            assertThat(records).extracting(WalRecord::timestampMillis).containsOnly(1_700_000_000_000L);
            assertThat(records).extracting(r -> StandardCharsets.UTF_8.decode(r.payload()).toString().length())
                    .containsExactly(5, 0, 4049);
            assertThat(wal.append(1, ByteBuffer.allocate(1)).lsn()).isEqualTo(Lsn.of(4));
        }
        listener.verify();
    }

    /** Written from the page, not from the code. */
    @Test
    void theBytesAreWhereTheFormatPageSays() throws IOException {
        ByteBuffer s = little(golden(Fixture.segment(1)));
        assertThat(s.limit()).isEqualTo(3 * 4096);
        assertThat(new String(s.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QDURWAL\n");
        assertThat(List.of(s.getInt(8), s.getInt(12), s.getInt(16), s.getInt(20))).containsExactly(1, 4096, 4096, 8);
        assertThat(id(s, 24)).isEqualTo(LOG);
        assertThat(List.of(s.getLong(40), s.getLong(48), s.getLong(56), s.getLong(64), s.getLong(72)))
                .containsExactly(1L, 1L, 1L, 0L, 0L);
        assertThat(List.of(s.getLong(80), s.getLong(88))).containsExactly(1_700_000_000_000L, 65_536L);
        assertThat(s.getInt(4092)).isEqualTo(crc(s, 0, 4092));

        int record = 4096;
        assertThat(List.of(s.getInt(record + 4), s.getInt(record + 40), s.getInt(record + 44))).containsExactly(5, 1, 1);
        assertThat(List.of(s.getLong(record + 16), s.getLong(record + 24), s.getLong(record + 32)))
                .containsExactly(1L, 1_700_000_000_000L, 1L);
        assertThat(s.getShort(record + 8)).isEqualTo((short) 1);
        assertThat(new String(s.array(), record + 48, 5, StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(s.getInt(record)).isEqualTo(crc(s, record + 4, record + 53));

        int padding = record + 53;
        assertThat(List.of(s.getInt(padding + 4), (int) s.getShort(padding + 8))).containsExactly(4096 - 53 - 48, 0);
        assertThat(s.getLong(padding + 16)).isEqualTo(1);
        assertThat(s.getInt(padding)).isEqualTo(crc(s, padding + 4, 2 * 4096));

        ByteBuffer second = little(golden(Fixture.segment(3)));
        assertThat(List.of(second.getLong(40), second.getLong(48), second.getLong(56), second.getLong(64), second.getLong(72)))
                .containsExactly(2L, 2L, 3L, 1L, 2L);
        // 4049 and 48 bytes leave less than a frame in the second block: so the padding has a block more
        assertThat(second.getInt(4096 + 44)).isEqualTo(2);
    }

    @Test
    void theSmallFilesAreAsTheFormatPageSays() throws IOException {
        ByteBuffer identity = little(golden("identity"));
        assertThat(new String(identity.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QDURWID\n");
        assertThat(List.of(identity.getInt(8), identity.getInt(12), identity.getInt(56), identity.limit()))
                .containsExactly(1, 64, 1, 64);
        assertThat(id(identity, 16)).isEqualTo(LOG);
        assertThat(List.of(identity.getLong(32), identity.getLong(40), identity.getLong(48)))
                .containsExactly(3L, 1_700_000_000_000L, 3L);
        assertThat(identity.getInt(60)).isEqualTo(crc(identity, 0, 60));

        ByteBuffer cursors = little(golden("cursors"));
        assertThat(new String(cursors.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QDURWCU\n");
        assertThat(List.of(cursors.getInt(8), cursors.getInt(12), cursors.getInt(32), cursors.getInt(36)))
                .containsExactly(1, cursors.limit(), 2, 0);
        assertThat(id(cursors, 16)).isEqualTo(LOG);
        assertThat(cursors.getLong(40)).isEqualTo(1);
        assertThat(new String(cursors.array(), 52, cursors.getInt(48), StandardCharsets.UTF_8)).isEqualTo("bücher");
        assertThat(cursors.getInt(cursors.limit() - 4)).isEqualTo(crc(cursors, 0, cursors.limit() - 4));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static UUID id(ByteBuffer b, int at) {
        ByteBuffer big = ByteBuffer.wrap(b.array());
        return new UUID(big.getLong(at), big.getLong(at + 8));
    }

    private static int crc(ByteBuffer b, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(b.array(), from, to - from);
        return (int) crc.getValue();
    }
}
