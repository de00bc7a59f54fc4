package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.checkpoint.CursorFile;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Identity;
import io.quarkiverse.durable.wal.storage.FileStorage;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.testing.Keys;

/**
 * Writes the directories that {@link GoldenTest} reads anew. Not a test of its own: it runs only by name, from the top of the
 * repository, and only as long as no version is released:
 *
 * <pre>
 * mvn -pl runtime -am test -Dtest=GoldenWriter -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class GoldenWriter {

    static final List<String> FILES = List.of("identity", "cursors", Fixture.segment(1), Fixture.segment(3));
    static final UUID LOG = UUID.fromString("0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0");
    static final long TIME = 1_700_000_000_000L;
    static final int COMPRESS_FROM = 512;
    private static final Path RESOURCES = Path.of("src", "test", "resources", "wal");

    @TempDir
    Path temporary;

    @Test
    void plain() throws IOException {
        write("golden-1", 0, SegmentCipher.none(), SegmentCipher.none());
    }

    @Test
    void compressed() throws IOException {
        write("golden-1-compressed", COMPRESS_FROM, SegmentCipher.none(), SegmentCipher.none());
    }

    /** Each segment with a key of its own. */
    @Test
    void encrypted() throws IOException {
        write("golden-1-encrypted", COMPRESS_FROM, new Keys(1).cipher(), new Keys(2, 1).cipher());
    }

    private void write(String name, int compressFrom, SegmentCipher first, SegmentCipher second) throws IOException {
        WalOptions options = WalOptions.defaults(temporary.resolve(name)).withSegmentSize(64 << 10).withDirectIo(false)
                .withCompression(compressFrom);
        Storage storage = new FileStorage(options.directory());
        storage.create();
        CursorFile.create(storage, LOG);
        SmallFile.replace(storage, IdentityFile.NAME, Identity.created(LOG, TIME).encode());
        try (Wal wal = open(options, first)) {
            wal.append(1, StandardCharsets.US_ASCII.encode("hello")).await();
            wal.append(2 | Wal.REQUIRED, ByteBuffer.allocate(0)).await();
        }
        try (Wal wal = open(options, second)) {
            wal.append(0x7FFF, StandardCharsets.US_ASCII.encode("x".repeat(4049))).await();
        }
        try (Wal wal = open(options, second)) {
            wal.cursor("bücher", Lsn.of(1));
            wal.cursor("consumer", Lsn.of(2));
            wal.note("bücher", List.of(7L, Long.MAX_VALUE));
            wal.note("none", List.of());
        }
        for (String file : FILES) {
            Path target = RESOURCES.resolve(name).resolve(file + ".bin");
            Files.createDirectories(target.getParent());
            Files.write(target, Files.readAllBytes(options.directory().resolve(file)));
        }
    }

    private static Wal open(WalOptions options, SegmentCipher cipher) {
        return WalEngine.open(options, WalListener.NONE,
                new WalEngine.Environment(new FileStorage(options.directory()), () -> TIME, cipher));
    }
}
