package io.quarkiverse.durable.wal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.engine.WalEngine;

/**
 * Calls of the C library fail in a process that appends, on the real file system. Needs a C compiler. Whatever fails, the
 * process is told, nobody is told otherwise afterwards, and what was acknowledged is read by another process.
 */
@Timeout(120)
class FailingCallsTest {

    private static final int EIO = 5;
    private static final int RECORDS = 300;

    @TempDir
    static Path tools;
    private static Path library;

    @TempDir
    Path temporary;

    @BeforeAll
    static void compile() {
        library = Machine.compiled("failing-calls.c", tools.resolve("failing-calls.so"));
    }

    private Appender.Told run(boolean direct, Map<String, String> fault) {
        Map<String, String> environment = new java.util.HashMap<>(fault);
        environment.put("LD_PRELOAD", library.toString());
        return Appender.run(temporary.resolve("log"), direct, 1, RECORDS, environment, (number, process) -> {
        });
    }

    private void mustHold(Appender.Told told, boolean direct) {
        try (Wal wal = WalEngine.open(Appender.options(temporary.resolve("log"), direct), WalListener.NONE)) {
            Map<Long, String> records = Appender.records(wal);
            assertThat(wal.firstLsn().value()).isLessThanOrEqualTo(told.saved + 1);
            long highest = told.durable.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
            told.durable.keySet().removeIf(lsn -> lsn < wal.firstLsn().value());
            assertThat(records).containsAllEntriesOf(told.durable);
            if (told.saved > 0) {
                assertThat(wal.cursors()).singleElement()
                        .satisfies(c -> assertThat(c.savedPosition().value()).isGreaterThanOrEqualTo(told.saved));
            }
            assertThat(wal.append(1, ByteBuffer.allocate(1)).lsn().value()).isGreaterThan(highest);
        }
    }

    @ParameterizedTest
    @CsvSource({ "false, fsync, wal-, 40, 1", "false, fsync, wal-, 40, 0", "false, pwrite, wal-, 40, 1",
            "true, pwrite, wal-, 40, 1", "true, pwrite, wal-, 1, 0" })
    void aWriteOrSyncOfASegmentThatFailsPoisonsTheLogAlsoIfTheNextWouldSucceed(boolean direct, String call, String name,
            int at, int times) {
        for (int error : new int[] { EIO, 28 }) {
            Appender.Told told = run(direct, Map.of("FAULT_CALL", call, "FAULT_NAME", name, "FAULT_AT", Integer.toString(at),
                    "FAULT_TIMES", Integer.toString(times), "FAULT_ERRNO", Integer.toString(error)));
            assertThat(told.failures).as("error %s", error).isNotEmpty().containsOnly("Poisoned");
            assertThat(told.then).isEqualTo("Poisoned");
            mustHold(told, direct);
        }
    }

    @ParameterizedTest
    @CsvSource({ "true, pwrite, spare-", "false, fsync, spare-", "true, fsync, spare-" })
    void aSegmentThatCannotBePreparedFailsAppendsUntilItCan(boolean direct, String call, String name) {
        Appender.Told told = run(direct, Map.of("FAULT_CALL", call, "FAULT_NAME", name, "FAULT_AT", "3", "FAULT_TIMES", "1",
                "FAULT_ERRNO", "28"));
        assertThat(told.failures).allMatch(failure -> failure.equals("Full") || failure.equals("Poisoned"));
        assertThat(told.durable).isNotEmpty();
        mustHold(told, direct);
    }

    @ParameterizedTest
    @CsvSource({ "true, 8", "false, 8", "true, 12", "false, 12" })
    void aDirectoryThatDoesNotSyncIsTold(boolean direct, int at) {
        Appender.Told told = run(direct, Map.of("FAULT_CALL", "fsync", "FAULT_NAME", "/", "FAULT_AT", Integer.toString(at),
                "FAULT_TIMES", "0", "FAULT_ERRNO", Integer.toString(EIO)));
        assertThat(told.failures).isNotEmpty();
        assertThat(told.then).isNotEqualTo("fine");
        mustHold(told, direct);
    }

    @ParameterizedTest
    @CsvSource({ "true, 4096", "false, 4096", "false, 1", "false, 700" })
    void shortWritesAreCompleted(boolean direct, int bytes) {
        Appender.Told told = run(direct, Map.of("FAULT_CALL", "pwrite", "FAULT_NAME", "wal-", "FAULT_AT", "1", "FAULT_TIMES",
                bytes == 1 ? "5000" : "0", "FAULT_ERRNO", "0", "FAULT_BYTES", Integer.toString(bytes)));
        assertThat(told.failures).isEmpty();
        assertThat(told.then).isEqualTo("fine");
        assertThat(told.closed).isTrue();
        assertThat(told.durable).hasSize(4 * RECORDS);
        mustHold(told, direct);
    }
}
