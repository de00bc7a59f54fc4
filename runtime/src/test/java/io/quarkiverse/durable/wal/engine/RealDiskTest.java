package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import io.quarkiverse.durable.wal.testing.StrictListener;

/** Default settings, a real directory. */
class RealDiskTest {

    @TempDir
    Path temporary;
    private final StrictListener listener = new StrictListener();

    @AfterEach
    void nothingUnexpectedWasTold() {
        listener.verify();
    }

    @Test
    void anotherProcessReadsOddSizedBatchesOfSeveralOpenings() throws Exception {
        Path directory = temporary.resolve("log");
        List<String> written = new ArrayList<>();
        for (int opening = 0; opening < 2; opening++) {
            try (Wal wal = WalEngine.open(WalOptions.defaults(directory), listener)) {
                for (int size : new int[] { 0, 1, 4095, 4096, 4097, 70_001, 13 }) {
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
                directory.toString(), output.toString()).inheritIO().start();
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
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        try (var files = Files.list(directory)) {
            assertThat(files.toList()).isNotEmpty().allSatisfy(
                    f -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f))).isEqualTo("rw-------"));
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

        public static void main(String[] args) throws IOException {
            List<String> lines = new ArrayList<>();
            try (Wal wal = WalEngine.open(WalOptions.defaults(Path.of(args[0])), new StrictListener());
                    WalReader reader = wal.read(Lsn.of(1))) {
                for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                    lines.add(r.lsn() + " " + r.type() + " " + r.payload().remaining() + " " + crc(r.payload()));
                }
            }
            Files.write(Path.of(args[1]), lines, StandardCharsets.UTF_8);
        }
    }
}
