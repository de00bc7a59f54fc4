package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.InflaterInputStream;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;
import io.quarkiverse.durable.wal.testing.StrictListener;

/**
 * Directories of format version 1 as they were written once, by {@link GoldenWriter}: they must be readable for ever, and
 * they are what the page says.
 */
class GoldenTest {

    private static final UUID LOG = GoldenWriter.LOG;

    @TempDir
    Path directory;

    private static byte[] golden(String file) throws IOException {
        return golden("golden-1", file);
    }

    private static byte[] golden(String name, String file) throws IOException {
        try (InputStream in = GoldenTest.class.getResourceAsStream("/wal/" + name + "/" + file + ".bin")) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }

    @Test
    void theDirectoryReadsAsItWasWritten() throws IOException {
        readsAsItWasWritten("golden-1", SegmentCipher.none());
    }

    @Test
    void theCompressedDirectoryReadsAsItWasWritten() throws IOException {
        readsAsItWasWritten("golden-1-compressed", SegmentCipher.none());
    }

    @Test
    void theEncryptedDirectoryReadsAsItWasWritten() throws IOException {
        readsAsItWasWritten("golden-1-encrypted", new Keys(3, 1, 2).cipher());
    }

    private void readsAsItWasWritten(String name, SegmentCipher cipher) throws IOException {
        for (String file : GoldenWriter.FILES) {
            Files.write(directory.resolve(file), golden(name, file));
        }
        StrictListener listener = new StrictListener();
        WalOptions options = WalOptions.defaults(directory).withSegmentSize(64 << 10);
        try (Wal wal = WalEngine.open(options, listener, WalEngine.Environment.real(options, cipher))) {
            assertThat(wal.logId()).isEqualTo(LOG);
            assertThat(wal.epoch()).isEqualTo(4);
            assertThat(wal.noted("bücher")).containsExactly(7L, Long.MAX_VALUE);
            assertThat(wal.noted("none")).isEmpty();
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

    /** Written from the page: HKDF, keys, additional data and nonce by hand. */
    @Test
    void anEncryptedRecordIsWhatTheFormatPageSays() throws Exception {
        ByteBuffer s = little(golden("golden-1-encrypted", Fixture.segment(3)));
        byte[] bytes = s.array();
        assertThat(List.of(s.getInt(20), s.getInt(112))).containsExactly(1 | 2 | 8, 2);
        byte[] key = Keys.key(2);
        byte[] salt = Arrays.copyOfRange(bytes, 96, 112);
        byte[] logId = Arrays.copyOfRange(bytes, 24, 40);
        byte[] info = join("quarkus-durable-log/1".getBytes(StandardCharsets.US_ASCII), logId,
                Arrays.copyOfRange(bytes, 40, 56), Arrays.copyOfRange(bytes, 112, 116));
        byte[] pseudorandom = hmac(salt, key);
        byte[] payloadKey = hmac(pseudorandom, join(info, new byte[] { 1 }));
        byte[] headerKey = hmac(pseudorandom, join(payloadKey, info, new byte[] { 2 }));
        assertThat(Arrays.copyOfRange(bytes, 4060, 4076))
                .isEqualTo(Arrays.copyOf(hmac(headerKey, Arrays.copyOf(bytes, 4060)), 16));
        byte[] check = hmac(hmac(logId, key),
                join("quarkus-durable-log/1 key check".getBytes(StandardCharsets.US_ASCII), new byte[] { 1 }));
        assertThat(Arrays.copyOfRange(bytes, 4076, 4092)).isEqualTo(Arrays.copyOf(check, 16));

        int record = 4096;
        assertThat(List.of((int) s.getShort(record + 10), s.getInt(record + 12))).containsExactly(1 | 2, 2);
        byte[] nonce = join(Arrays.copyOfRange(bytes, record + 16, record + 24), new byte[4]);
        byte[] additional = join(logId, Arrays.copyOfRange(bytes, 40, 56), Arrays.copyOfRange(bytes, 112, 116),
                Arrays.copyOfRange(bytes, record + 8, record + 12), Arrays.copyOfRange(bytes, record + 16, record + 32));
        assertThat(additional).hasSize(56);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(payloadKey, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(additional);
        expandsToTheThirdRecord(cipher.doFinal(bytes, record + 48, s.getInt(record + 4)));
    }

    @Test
    void aCompressedRecordIsWhatTheFormatPageSays() throws IOException {
        ByteBuffer s = little(golden("golden-1-compressed", Fixture.segment(3)));
        assertThat(List.of(s.getInt(20), s.getInt(112), (int) s.getShort(4096 + 10))).containsExactly(2 | 8, 0, 2);
        expandsToTheThirdRecord(Arrays.copyOfRange(s.array(), 4096 + 48, 4096 + 48 + s.getInt(4096 + 4)));
        // the first segment has the flag too, and a record below the size from which they are compressed
        ByteBuffer first = little(golden("golden-1-compressed", Fixture.segment(1)));
        assertThat(List.of(first.getInt(20), (int) first.getShort(4096 + 10))).containsExactly(2 | 8, 0);
    }

    private static void expandsToTheThirdRecord(byte[] compressed) throws IOException {
        assertThat(little(compressed).getInt(0)).isEqualTo(4049);
        byte[] payload = new InflaterInputStream(new ByteArrayInputStream(compressed, 4, compressed.length - 4)).readAllBytes();
        assertThat(payload).containsOnly('x').hasSize(4049);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
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
                .containsExactly(1, 107, 1, 107);
        assertThat(id(identity, 16)).isEqualTo(LOG);
        assertThat(List.of(identity.getLong(32), identity.getLong(40), identity.getLong(48)))
                .containsExactly(3L, 1_700_000_000_000L, 3L);
        assertThat(List.of(identity.getInt(60), identity.getInt(71))).containsExactly(7, 2);
        assertThat(new String(identity.array(), 64, 7, StandardCharsets.UTF_8)).isEqualTo("bücher");
        assertThat(List.of(identity.getLong(75), identity.getLong(83))).containsExactly(7L, Long.MAX_VALUE);
        assertThat(List.of(identity.getInt(91), identity.getInt(99))).containsExactly(4, 0);
        assertThat(new String(identity.array(), 95, 4, StandardCharsets.UTF_8)).isEqualTo("none");
        assertThat(identity.getInt(103)).isEqualTo(crc(identity, 0, 103));

        ByteBuffer cursors = little(golden("cursors"));
        assertThat(new String(cursors.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QDURWCU\n");
        assertThat(cursors.limit()).isEqualTo(8192);
        for (int at = 0; at < 8192; at += 4096) {
            ByteBuffer copy = cursors.slice(at, cursors.getInt(at + 12)).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(List.of(copy.getInt(8), copy.getInt(40), copy.getInt(44))).containsExactly(1, 2, 0);
            assertThat(copy.getLong(32) % 2).isEqualTo(at / 4096);
            assertThat(id(cursors, at + 16)).isEqualTo(LOG);
            assertThat(copy.getLong(48)).isEqualTo(1);
            assertThat(new String(cursors.array(), at + 60, copy.getInt(56), StandardCharsets.UTF_8)).isEqualTo("bücher");
            assertThat(copy.getInt(copy.limit() - 4)).isEqualTo(crc(cursors, at, at + copy.limit() - 4));
        }
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
