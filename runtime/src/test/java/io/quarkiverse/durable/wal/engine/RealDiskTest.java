package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Identity;
import io.quarkiverse.durable.wal.storage.FileStorage;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.testing.Keys;
import io.quarkiverse.durable.wal.testing.StrictListener;

/** Default settings, a real directory. */
class RealDiskTest {

    private static final long KEY = 7;

    @TempDir
    Path temporary;
    private final StrictListener listener = new StrictListener();

    @AfterEach
    void nothingUnexpectedWasTold() {
        listener.verify();
    }

    @Test
    void anotherProcessReadsOddSizedBatchesOfSeveralOpenings() throws Exception {
        writesAndAnotherProcessReads(SegmentCipher.none(), "");
    }

    @Test
    void anotherProcessReadsAnEncryptedLog() throws Exception {
        writesAndAnotherProcessReads(new Keys(KEY).cipher(), Long.toString(KEY));
    }

    private void writesAndAnotherProcessReads(SegmentCipher cipher, String key) throws Exception {
        Path directory = temporary.resolve("log");
        List<String> written = new ArrayList<>();
        for (int opening = 0; opening < 2; opening++) {
            try (Wal wal = Dump.open(directory, cipher, listener)) {
                for (int size : new int[] { 0, 1, 4095, 4096, 4097, 70_001, (256 << 10) - 1,
                        256 << 10, (256 << 10) + 1, 13 }) {
                    byte[] payload = new byte[size];
                    java.util.Arrays.fill(payload, (byte) (size + opening));
                    Wal.Ticket ticket = wal.append(7 | Wal.REQUIRED, ByteBuffer.wrap(payload));
                    ticket.await();
                    written.add(ticket.lsn() + " " + (7 | Wal.REQUIRED) + " " + size + " " + crc(ByteBuffer.wrap(payload)));
                }
            }
        }
        Path output = temporary.resolve("out");
        Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Dump.class.getName(),
                directory.toString(), output.toString(), key).inheritIO().start();
        assertThat(reader.waitFor()).isZero();
        assertThat(Files.readAllLines(output)).isEqualTo(written);
    }

    @Test
    void directoryAndFilesAreForTheOwnerOnly() throws IOException {
        Path directory = temporary.resolve("a").resolve("log");
        try (Wal wal = WalEngine.open(WalOptions.defaults(directory).withSegmentSize(64 << 10), listener)) {
            wal.append(1, ByteBuffer.allocate(10)).await();
            assertThat(wal.status().directIo()).isTrue();
        }
        assertThat(permissions(directory)).isEqualTo("rwx------");
        try (var files = Files.list(directory)) {
            assertThat(files.toList()).isNotEmpty().allSatisfy(f -> assertThat(permissions(f)).isEqualTo("rw-------"));
        }
    }

    /** Looks before each rename and each deletion, so that it sees what is there for a moment only. */
    @Test
    void everyFileThatThereEverIsIsForTheOwnerOnly() {
        Path directory = temporary.resolve("log");
        Map<String, String> seen = new ConcurrentHashMap<>();
        FileStorage real = new FileStorage(directory);
        Storage watched = (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[] { Storage.class },
                (proxy, method, arguments) -> {
                    if (List.of("rename", "delete", "syncDirectory").contains(method.getName())) {
                        look(directory, seen);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        WalOptions options = WalOptions.defaults(directory).withSegmentSize(64 << 10).withDirectIo(false);
        for (int opening = 0; opening < 2; opening++) {
            Wal wal = WalEngine.open(options, listener,
                    new WalEngine.Environment(watched, System::currentTimeMillis, new Keys(1).cipher()));
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            Fixture.append(wal, 60, 4000);
            consumer.advance(Lsn.of(50));
            consumer.save();
            wal.truncate();
            look(directory, seen);
            wal.close();
            // as a crash leaves it, so that the next opening copies the newest segment
            reopened(directory);
        }
        assertThat(seen.keySet()).contains("lock", "identity", "identity.tmp", "cursors", "cursors.tmp", "wal", "spare",
                "spare.tmp", "sealing.tmp");
        assertThat(seen.values()).containsOnly("rw-------");
        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    private static void reopened(Path directory) {
        FileStorage storage = new FileStorage(directory);
        try {
            Identity identity = Identity.decode(SmallFile.read(storage, IdentityFile.NAME));
            SmallFile.replace(storage, IdentityFile.NAME,
                    new Identity(identity.logId(), identity.epoch(), identity.createdMillis(), identity.last(), false,
                            identity.notes())
                            .encode());
        } catch (IOException | BadBytes e) {
            throw new AssertionError(e);
        }
    }

    private static void look(Path directory, Map<String, String> seen) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String kind = String.valueOf(file.getFileName()).replaceAll("-[0-9]{20}\\.seg", "");
                seen.merge(kind, permissions(file), (a, b) -> a.equals(b) ? a : a + " " + b);
            }
        } catch (NoSuchFileException renamedMeanwhile) {
            return;
        } catch (IOException | UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (NoSuchFileException renamedMeanwhile) {
            return "rw-------";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSecondOpeningIsRefusedWhileTheFirstLives() {
        WalOptions options = WalOptions.defaults(temporary.resolve("log")).withSegmentSize(64 << 10);
        try (Wal first = WalEngine.open(options, listener)) {
            assertThat(first.epoch()).isEqualTo(1);
            assertThatThrownBy(() -> WalEngine.open(options, listener)).isInstanceOf(WalException.Locked.class);
        }
        try (Wal second = WalEngine.open(options, listener)) {
            assertThat(second.epoch()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedReaderReadsOnAndDoesNotWait() {
        WalOptions options = WalOptions.defaults(temporary.resolve("log")).withSegmentSize(64 << 10);
        try (Wal wal = WalEngine.open(options, listener); WalReader reader = wal.read(Lsn.of(1))) {
            Fixture.append(wal, 10, 8000);
            Thread.currentThread().interrupt();
            for (long lsn = 1; lsn <= 10; lsn++) {
                WalRecord record = reader.next(Duration.ofDays(1));
                assertThat(record).isNotNull();
                assertThat(record.lsn()).isEqualTo(Lsn.of(lsn));
            }
            assertThat(reader.next(Duration.ofDays(1))).isNull();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anInterruptedAppenderWritesItsRecordAndStaysInterrupted(boolean directIo) {
        WalOptions options = WalOptions.defaults(temporary.resolve("log")).withSegmentSize(64 << 10).withDirectIo(directIo);
        Set<String> writers = ConcurrentHashMap.newKeySet();
        WalListener who = new WalListener() {
            @Override
            public void batchStarted(Lsn first, Lsn last, int bytes) {
                writers.add(Thread.currentThread().getName());
            }
        };
        try (Wal wal = WalEngine.open(options, who)) {
            Thread.currentThread().interrupt();
            for (long lsn = 1; lsn <= 100; lsn++) {
                assertThat(wal.appendDurable(1, ByteBuffer.allocate(8000))).isEqualTo(Lsn.of(lsn));
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Fixture.lsns(wal)).hasSize(100);
        }
        assertThat(writers).contains(Thread.currentThread().getName());
    }

    static String crc(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return Long.toHexString(crc.getValue());
    }

    /** The other process. */
    static final class Dump {

        private Dump() {
        }

        static Wal open(Path directory, SegmentCipher cipher, StrictListener listener) {
            WalOptions options = WalOptions.defaults(directory);
            return WalEngine.open(options, listener, WalEngine.Environment.real(options, cipher));
        }

        public static void main(String[] args) throws IOException {
            List<String> lines = new ArrayList<>();
            SegmentCipher cipher = args[2].isEmpty() ? SegmentCipher.none() : new Keys(Long.parseLong(args[2])).cipher();
            try (Wal wal = open(Path.of(args[0]), cipher, new StrictListener());
                    WalReader reader = wal.read(Lsn.of(1))) {
                for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                    lines.add(r.lsn() + " " + r.type() + " " + r.payload().remaining() + " " + crc(r.payload()));
                }
            }
            Files.write(Path.of(args[1]), lines, StandardCharsets.UTF_8);
        }
    }
}
