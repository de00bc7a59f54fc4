package io.quarkiverse.durable.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.engine.WalEngine;
import io.quarkiverse.durable.wal.testing.Keys;

/** The program in another language that was written from the page on the format alone reads what we read. */
class ReadLogTest {

    private static final String PROGRAM = "docs/modules/ROOT/examples/read_log.py";
    private static final int BLOCK = 4096;

    @TempDir
    Path directory;
    @TempDir
    Path elsewhere;

    @BeforeAll
    static void pythonIsThere() throws InterruptedException {
        int found = -1;
        try {
            found = new ProcessBuilder("python3", "--version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException notOnThePath) {
            // as below
        }
        assumeThat(found).as("python3 is not on the PATH: the reader in Python is not tested").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "golden-1", "golden-1-compressed", "golden-1-encrypted" })
    void goldenDirectoriesAreReadAsWeReadThem(String name) throws Exception {
        for (String file : List.of("identity", "cursors", segment(1), segment(3))) {
            try (InputStream in = ReadLogTest.class.getResourceAsStream("/wal/" + name + "/" + file + ".bin")) {
                Files.write(directory.resolve(file), Objects.requireNonNull(in, file).readAllBytes());
            }
        }
        assertThat(run(List.of("--raw", "--keys", keys().toString())).notes())
                .containsExactly("# note \"b\\u00fccher\" 7 9223372036854775807", "# note \"none\"");
        assertThat(readAsWeDo(name.endsWith("encrypted") ? new Keys(3, 1, 2).cipher() : SegmentCipher.none())).hasSize(3);
    }

    @Test
    void manySegmentsWithKeysAndCompressionAreReadAsWeReadThem() throws Exception {
        WalOptions options = options().withCompression(256);
        int size = 0;
        for (int active = 1; active <= 3; active++) {
            try (Wal wal = open(options, new Keys(active, 1, 2, 3).cipher())) {
                for (int i = 0; i < 12; i++, size = (size + 997) % 16_000) {
                    wal.append(1 + i, ByteBuffer.wrap("payload ".repeat(size).getBytes(StandardCharsets.UTF_8), 0, size))
                            .await();
                }
            }
        }
        for (int i = 0; i < 8; i++) { // each opening begins a segment
            try (Wal wal = open(options(), new Keys(3, 1, 2).cipher())) {
                wal.append(7, ByteBuffer.allocate(100)).await();
            }
        }
        assertThat(segments()).hasSizeGreaterThan(10);
        assertThat(readAsWeDo(new Keys(3, 1, 2).cipher())).hasSize(44);
    }

    @Test
    void aTornTailEndsTheLogAndDamageBeforeTheEndDoesNot() throws Exception {
        Path identity = directory.resolve("identity");
        byte[] notClosed;
        try (Wal wal = open(options(), SegmentCipher.none())) {
            notClosed = Files.readAllBytes(identity);
            for (int i = 0; i < 3; i++) {
                wal.append(1, ByteBuffer.allocate(5000)).await();
            }
        }
        Result closed = changed(5 * BLOCK, 100);
        assertThat(closed.error()).endsWith(segment(1) + ": ends with 2, and 3 was there");
        assertThat(closed.exit()).isOne();
        Files.write(identity, notClosed);
        Result damaged = changed(3 * BLOCK, 100);
        assertThat(damaged.error()).endsWith(segment(1) + ": damaged in block 3");
        assertThat(damaged.exit()).isOne();
        flip(segments().get(0), 5 * BLOCK + 100);
        assertThat(readAsWeDo(SegmentCipher.none())).hasSize(2);
    }

    @Test
    void aRelaxedSegmentEndsBeforeDamageAndTheNumbersBehindItAreLeftOut() throws Exception {
        WalOptions relaxed = options().withSyncMode(WalOptions.SyncMode.INTERVAL);
        byte[] notClosed;
        try (Wal wal = open(relaxed, SegmentCipher.none())) {
            notClosed = Files.readAllBytes(directory.resolve("identity"));
            for (int i = 0; i < 4; i++) { // more than a batch holds, less than a segment
                wal.append(1, ByteBuffer.allocate(12_000));
            }
        }
        Files.write(directory.resolve("identity"), notClosed);
        flip(segments().get(0), BLOCK + 60);
        assertThat(readAsWeDo(SegmentCipher.none())).isEmpty();
        try (Wal wal = open(relaxed, SegmentCipher.none())) {
            assertThat(wal.append(1, ByteBuffer.allocate(1)).lsn().value()).isGreaterThan(1000);
        }
        assertThat(readAsWeDo(SegmentCipher.none())).hasSize(1);
    }

    @Test
    void transactionsAndOutcomesArePrintedAsJson() throws Exception {
        String text = "ü€\uD83D\uDE00".repeat(1300);
        Change change = new Change("orders", "Order", "42", Operation.UPDATE,
                Records.image("a", null, "b", true, "c", -1L, "d", 1.5, "e", 0.25f, "f", new BigDecimal("-12.50"),
                        "m", new BigDecimal("-12345678901234567890123.45")),
                Records.image("g", new BigInteger("-36893488147419103232"), "h", new byte[] { 1, -1 }, "i",
                        List.of(1, List.of(), "x"), "j", Records.image("k", new BigDecimal("1E+3")), "l", text),
                List.of("f", "l"));
        TransactionRecord transaction = new TransactionRecord(List.of(new Participant("<default>", 3, 0, 2, "life")),
                new TransactionRecord.Metadata("acme", null, "00-1-2-01"), List.of(change));
        TransactionRecord described = new TransactionRecord(transaction.participants(),
                new TransactionRecord.Metadata("acme", "ada", null, 0, "r-1", "why"),
                List.of(Records.insert("9").ofTenant("b")));
        try (Wal wal = open(options(), SegmentCipher.none())) {
            Journal journal = new Journal(wal);
            journal.append(transaction).await();
            wal.append(RecordType.RESTORE_POINT, ByteBuffer.allocate(3)).await();
            journal.append(Records.committed(1)).await();
            journal.append(Records.transaction(4, 1, Records.insert("7"))).await();
            journal.append(Records.rolledBack(4)).await();
            wal.append(RecordType.VOID, ByteBuffer.allocate(0)).await();
            journal.append(new Adopted("lost", 77, List.of(Records.committed(77)), journal.encode(new TransactionRecord(
                    List.of(new Participant("<default>", 3, 70, 2, null)), TransactionRecord.Metadata.NONE.at(1234),
                    List.of(Records.insert("8")))).payload())).await();
            journal.append(described).await();
            wal.append(Wal.REQUIRED | 0x7FF, ByteBuffer.allocate(0)).await();
        }
        Result result = run(List.of());
        assertThat(result.exit()).isOne();
        assertThat(result.error()).isEqualTo("record 9: type 0x87ff is newer than this program, and must not be skipped");
        List<String[]> lines = result.records().stream().map(line -> line.split("\t", -1)).toList();
        assertThat(lines).extracting(line -> line[1]).containsExactly("TRANSACTION", "0x0005", "OUTCOME", "TRANSACTION",
                "OUTCOME", "VOID", "ADOPTED", "TRANSACTION");
        assertThat(lines.get(7)[5]).isEqualTo("""
                {"participants": [{"datasource": "<default>", "slot": 3, "previous": 0, "epoch": 2, "incarnation": "life"}], \
                "tenant": "acme", "user": "ada", "traceparent": null, "time": 0, "requestid": "r-1", "reason": "why", \
                "changes": [{"channel": "orders", "type": "Order", "key": "9", "operation": "INSERT", "before": null, \
                "after": {"id": "9"}, "changed": [], "participant": 0, "partitionkey": "9", "tenant": "b"}]}""");
        assertThat(lines.get(6)[5]).isEqualTo("""
                {"log": "lost", "transaction": 77, "committed": [{"datasource": "<default>", "token": 1077}], \
                "participants": [{"datasource": "<default>", "slot": 3, "previous": 70, "epoch": 2, "incarnation": null}], \
                "tenant": null, "user": null, "traceparent": null, "time": 1234, \
                "changes": [{"channel": "orders", "type": "Order", "key": "8", "operation": "INSERT", "before": null, \
                "after": {"id": "8"}, "changed": [], "participant": 0}]}""");
        String expected = """
                {"participants": [{"datasource": "<default>", "slot": 3, "previous": 0, "epoch": 2, "incarnation": "life"}], \
                "tenant": "acme", "user": null, "traceparent": "00-1-2-01", \
                "changes": [{"channel": "orders", "type": "Order", "key": "42", "operation": "UPDATE", \
                "before": {"a": null, "b": true, "c": -1, "d": 1.5, "e": 0.25, "f": "-12.50", \
                "m": "-12345678901234567890123.45"}, \
                "after": {"g": -36893488147419103232, "h": "Af8=", "i": [1, [], "x"], "j": {"k": "1E+3"}, "l": "long"}, \
                "changed": ["f", "l"], "participant": 0}]}""";
        String escaped = "\\u00fc\\u20ac\\ud83d\\ude00".repeat(1300);
        assertThat(lines.get(0)[5].replace(escaped, "long")).isEqualTo(expected);
        assertThat(lines.get(2)[5]).isEqualTo("""
                {"transaction": 1, "datasource": "<default>", "result": "COMMITTED", "token": 1001, "evidence": "REPORTED"}""");
        assertThat(lines.get(4)[5]).isEqualTo("""
                {"transaction": 4, "datasource": "<default>", "result": "ROLLED_BACK", "token": 0, "evidence": "NOT_SENT"}""");
    }

    @Test
    void chunksArePrintedWithTheRecordThatNamesThem() throws Exception {
        Change event = new Change("out", "Done", "e", Operation.EVENT, null, Records.image("data", 1), List.of());
        try (Wal wal = open(options(), SegmentCipher.none())) {
            Journal journal = new Journal(wal, new Chunking(1, 2, Duration.ofHours(1)));
            ChunkWriter writer = journal.chunkWriter();
            writer.append(List.of(Records.insert("1"), event.of(Change.ANY), Records.insert("2")), any -> 1);
            journal.append(new TransactionRecord(List.of(new Participant("<default>", 3, 0, 2, null)),
                    TransactionRecord.Metadata.NONE, List.of(Records.insert("3")), writer.written(0))).await();
        }
        Result result = run(List.of());
        assertThat(result.error()).isEmpty();
        List<String[]> lines = result.records().stream().map(line -> line.split("\t", -1)).toList();
        assertThat(lines).extracting(line -> line[1]).containsExactly("CHUNK", "CHUNK", "TRANSACTION");
        String change = """
                {"channel": "orders", "type": "Order", "key": "%1$s", "operation": "INSERT", "before": null, \
                "after": {"id": "%1$s"}, "changed": [], "participant": 0}""";
        assertThat(lines.get(0)[5]).isEqualTo("{\"first\": 0, \"number\": 0, \"before\": 0, \"changes\": ["
                + change.formatted("1") + ", " + """
                        {"channel": "out", "type": "Done", "key": "e", "operation": "EVENT", "before": null, \
                        "after": {"data": 1}, "changed": [], "participant": null}]}""");
        assertThat(lines.get(1)[5]).isEqualTo(
                "{\"first\": 1, \"number\": 1, \"before\": 2, \"changes\": [" + change.formatted("2") + "]}");
        assertThat(lines.get(2)[5]).contains(change.formatted("3")).endsWith("""
                "chunks": {"first": 1, "last": 2, "count": 2, "changes": {"orders": 2, "out": 1}, "events": 0}}""");
    }

    private WalOptions options() {
        return WalOptions.defaults(directory).withSegmentSize(64 << 10);
    }

    private static Wal open(WalOptions options, SegmentCipher cipher) {
        return WalEngine.open(options, WalListener.NONE, WalEngine.Environment.real(options, cipher));
    }

    private static String segment(long first) {
        return String.format(Locale.ROOT, "wal-%020d.seg", first);
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("wal-")).sorted().toList();
        }
    }

    /** What the program says as long as the byte is another one. */
    private Result changed(int block, int at) throws Exception {
        Path newest = segments().get(segments().size() - 1);
        flip(newest, block + at);
        Result result = run(List.of("--raw"));
        flip(newest, block + at);
        return result;
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    /** The program goes first, as opening a log changes it. */
    private List<String> readAsWeDo(SegmentCipher cipher) throws Exception {
        Result theirs = run(List.of("--raw", "--keys", keys().toString()));
        assertThat(theirs.error()).isEmpty();
        assertThat(theirs.exit()).isZero();
        List<String> ours = new ArrayList<>();
        try (Wal wal = open(options(), cipher); WalReader reader = wal.read(wal.firstLsn())) {
            for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                CRC32C crc = new CRC32C();
                int length = r.payload().remaining();
                crc.update(r.payload());
                ours.add("%s 0x%04x %d %08x".formatted(r.lsn(), r.type(), length, crc.getValue()));
            }
        }
        assertThat(theirs.records()).extracting(line -> line.replaceAll("\t[^\t]+Z\t|\t", " ").strip()).isEqualTo(ours);
        return ours;
    }

    private Path keys() throws IOException {
        StringBuilder keys = new StringBuilder("# for a test\nactive=3\n");
        for (int id = 1; id <= 3; id++) {
            keys.append(id).append('=').append(HexFormat.of().formatHex(Keys.key(id))).append('\n');
        }
        return Files.writeString(elsewhere.resolve("keys"), keys);
    }

    private record Result(int exit, List<String> records, String error, List<String> notes) {
    }

    private Result run(List<String> options) throws Exception {
        Path program = Path.of("").toAbsolutePath();
        while (!Files.exists(program.resolve(PROGRAM))) {
            program = Objects.requireNonNull(program.getParent(), PROGRAM);
        }
        List<String> command = new ArrayList<>(List.of("python3", "-B", program.resolve(PROGRAM).toString()));
        command.addAll(options);
        command.add(directory.toString());
        Path out = elsewhere.resolve("out");
        Path error = elsewhere.resolve("error");
        int exit = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(error.toFile()).start().waitFor();
        List<String> lines = Files.readAllLines(out);
        return new Result(exit, lines.stream().filter(line -> !line.startsWith("#")).toList(),
                Files.readString(error).strip(), lines.stream().filter(line -> line.startsWith("# note ")).toList());
    }
}
