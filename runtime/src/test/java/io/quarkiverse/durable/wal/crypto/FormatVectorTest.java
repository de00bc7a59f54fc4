package io.quarkiverse.durable.wal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/** The example of the format page, which was computed by another program, comes out here. */
class FormatVectorTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final SegmentHeader DRAFT = new SegmentHeader(UUID.fromString("0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0"), 3, 2,
            Lsn.of(5), Lsn.of(1), Lsn.of(4), 1_700_000_000_000L, 65_536, 0, 0,
            new UUID(0x0001020304050607L, 0x08090a0b0c0d0e0fL),
            SegmentHeader.Proof.NONE);
    private static final Frame FRAME = new Frame(0x8001, Frame.ENCRYPTED, 7, 5, 1_700_000_000_000L, 2, 1, 1);

    private static SegmentCipher.Begun begun() {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return SegmentCipher.aesGcm(() -> new KeyRing(7, Map.of(7L, key)), false).begin(DRAFT);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "modules", "ROOT", "pages", "log-format.adoc"));
    }

    /** The value of a row of the page's table, without the spaces. */
    private static String onPage(String row) throws IOException {
        String page = page();
        page = page.substring(page.indexOf("=== Example"));
        int at = page.indexOf("|" + row + " |");
        assertThat(at).as("row '%s' of the example", row).isPositive();
        String value = page.substring(at + row.length() + 3, page.indexOf("\n|", at));
        return value.replaceAll("[`\\s]", "");
    }

    @Test
    void theHeaderHasTheProofOfThePage() throws IOException {
        SegmentHeader.Proof proof = begun().header().proof();
        assertThat(HEX.formatHex(SegmentKeys.bytes(proof.mac()))).isEqualTo(onPage("MAC"));
        assertThat(HEX.formatHex(SegmentKeys.bytes(proof.keyCheck()))).isEqualTo(onPage("key check"));
        assertThat(begun().header().flags()).isEqualTo(1);
    }

    @Test
    void thePayloadIsStoredAsOnThePage() throws IOException {
        ByteBuffer stored = ByteBuffer.allocate(100);
        begun().payloads().seal(FRAME, StandardCharsets.US_ASCII.encode("hello"), stored);
        assertThat(HEX.formatHex(stored.array(), 0, stored.position())).isEqualTo(onPage("stored payload"));
    }

    @Test
    void theKeysAreThoseOfThePage() throws IOException {
        byte[] key = HEX.parseHex(onPage("key of the ring"));
        SegmentKeys keys = SegmentKeys.of(key, begun().header());
        assertThat(HEX.formatHex(keys.payloads().getEncoded())).isEqualTo(onPage("payload key"));
    }

    @Test
    void theWrittenHeaderHasEachFieldWhereThePageSays() {
        ByteBuffer block = ByteBuffer.allocate(4096);
        begun().header().encode(block);
        ByteBuffer b = block.flip().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.getInt(112)).isEqualTo(7);
        assertThat(HEX.formatHex(b.array(), 4060, 4076)).isEqualTo("29abca8cd041bb27838753475bf2731f");
        assertThat(HEX.formatHex(b.array(), 4076, 4092)).isEqualTo("7510b29e7d5924702a9283f0533ad3f4");
    }
}
