package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalRecord;

/** More than one process and one directory. */
@Timeout(300)
class ProcessTest {

    private static final int WRITERS = 8;
    private static final int LOCKED = 3;

    @TempDir
    Path temporary;

    private static WalOptions options(Path directory) {
        return WalOptions.defaults(directory).withSegmentSize(1 << 20);
    }

    private static Process java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void anotherProcessIsRefusedAlsoAfterARefusalInThisOneAndNotAfterTheClose() throws Exception {
        Path directory = temporary.resolve("log");
        try (Wal wal = WalEngine.open(options(directory), WalListener.NONE)) {
            assertThat(java(Opener.class, directory.toString()).waitFor()).isEqualTo(LOCKED);
            assertThat(Opener.open(directory)).isEqualTo(LOCKED);
            assertThat(java(Opener.class, directory.toString()).waitFor()).isEqualTo(LOCKED);
            assertThat(wal.epoch()).isEqualTo(1);
        }
        assertThat(java(Opener.class, directory.toString()).waitFor()).isZero();
    }

    /** Opens the log and closes it. */
    static final class Opener {

        private Opener() {
        }

        public static void main(String[] args) {
            System.exit(open(Path.of(args[0])));
        }

        static int open(Path directory) {
            try (Wal wal = WalEngine.open(options(directory), WalListener.NONE)) {
                return wal.epoch() > 0 ? 0 : 1;
            } catch (WalException.Locked e) {
                return LOCKED;
            }
        }
    }

    @Test
    void everyAcknowledgedRecordOfManyWritersOutlivesAKillAtAnyMoment() throws Exception {
        int records = Integer.getInteger("wal.kill.records", 300);
        long seed = Long.getLong("wal.seed", 1);
        Random random = new Random(seed);
        Path directory = temporary.resolve("log");
        Map<Long, String> acknowledged = new HashMap<>();
        for (int life = 0; life < 2; life++) {
            int killAfter = 1 + random.nextInt(WRITERS * records);
            Process writers = java(Writers.class, directory.toString(), Integer.toString(records), Integer.toString(life));
            int heard = 0;
            try (BufferedReader told = new BufferedReader(
                    new InputStreamReader(writers.getInputStream(), StandardCharsets.US_ASCII))) {
                for (String line = told.readLine(); line != null; line = told.readLine()) {
                    String[] parts = line.split(" ", 2);
                    if (parts.length == 2 && parts[1].endsWith(".")) {
                        assertThat(acknowledged.put(Long.parseLong(parts[0]), parts[1])).as("LSN %s", parts[0]).isNull();
                    }
                    if (++heard == killAfter) {
                        // not through the process, which would close the stream as well
                        writers.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(writers.waitFor()).isNotZero();
            assertThat(heard).isGreaterThanOrEqualTo(killAfter);
            verify(directory, acknowledged, "seed " + seed);
        }
    }

    private static void verify(Path directory, Map<Long, String> acknowledged, String seed) {
        try (Wal wal = WalEngine.open(options(directory), WalListener.NONE)) {
            Map<Long, String> held = new HashMap<>();
            long before = 0;
            for (WalRecord record : Fixture.records(wal)) {
                assertThat(record.lsn().value()).as(seed).isEqualTo(before + 1);
                before = record.lsn().value();
                String text = StandardCharsets.US_ASCII.decode(record.payload()).toString();
                assertThat(text).as(seed).matches("[0-9]+/[0-9]+/[0-9]+ x*\\.");
                assertThat(held.put(before, text)).as(seed).isNull();
            }
            assertThat(held.values()).as(seed).doesNotHaveDuplicates();
            assertThat(held).as(seed).containsAllEntriesOf(acknowledged);
        }
    }

    /** Appends from many threads, and says which records are durable. Ends by being killed. */
    static final class Writers {

        private Writers() {
        }

        public static void main(String[] args) throws Exception {
            Wal wal = WalEngine.open(options(Path.of(args[0])), WalListener.NONE);
            List<Thread> threads = new ArrayList<>();
            try (var out = Files.newByteChannel(Path.of("/dev/stdout"), StandardOpenOption.WRITE)) {
                for (int writer = 0; writer < WRITERS; writer++) {
                    String prefix = args[2] + "/" + writer + "/";
                    Thread thread = new Thread(() -> {
                        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                            String text = prefix + i + " " + "x".repeat(i * 37 % 900) + ".";
                            Wal.Ticket ticket = wal.append(1, StandardCharsets.US_ASCII.encode(text));
                            ticket.await();
                            say(out, ticket.lsn() + " " + text + "\n");
                        }
                    });
                    threads.add(thread);
                    thread.start();
                }
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            Thread.currentThread().join();
        }

        private static void say(java.nio.channels.WritableByteChannel out, String line) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
            synchronized (out) {
                try {
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                } catch (IOException nobodyListens) {
                    throw new java.io.UncheckedIOException(nobodyListens);
                }
            }
        }
    }
}
