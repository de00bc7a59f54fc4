package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;

/** On a JDK that has virtual threads: this one, or one that is installed beside it. */
@Timeout(120)
class VirtualThreadsTest {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    @TempDir
    Path temporary;

    @Test
    void aVirtualThreadThatWaitsForTheDiskLetsGoOfItsCarrier() throws Exception {
        Optional<Path> home = homeWithVirtualThreads();
        assumeThat(home).as("a JDK %d or later, this one or one installed beside it", FIRST_WITH_VIRTUAL_THREADS).isPresent();
        Path java = home.orElseThrow().resolve("bin").resolve("java");
        Process process = new ProcessBuilder(java.toString(), "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OneCarrier.class.getName(),
                temporary.resolve("log").toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static Optional<Path> homeWithVirtualThreads() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            return Optional.of(own);
        }
        Path siblings = own.toRealPath().getParent();
        try (Stream<Path> homes = Files.list(siblings)) {
            return homes.filter(home -> feature(home.resolve("release")) >= FIRST_WITH_VIRTUAL_THREADS).sorted().findFirst();
        }
    }

    private static int feature(Path release) {
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException noJdk) {
            return 0;
        }
    }

    /**
     * All virtual threads share one carrier. The batch of the first is kept from the disk until the second has run, which it
     * cannot while the first holds on to the carrier.
     */
    static final class OneCarrier {

        private static final int THREADS = 100;

        private OneCarrier() {
        }

        public static void main(String[] arguments) throws Exception {
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch secondHasRun = new CountDownLatch(1);
            Set<String> writers = ConcurrentHashMap.newKeySet();
            WalListener kept = new WalListener() {
                @Override
                public void batchStarted(Lsn first, Lsn last, int bytes) {
                    writers.add(Thread.currentThread().getName());
                    written.countDown();
                    try {
                        secondHasRun.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            };
            CountDownLatch durable = new CountDownLatch(THREADS);
            try (Wal wal = WalEngine.open(WalOptions.defaults(Path.of(arguments[0])).withSegmentSize(1 << 20), kept)) {
                start(() -> {
                    wal.appendDurable(1, ByteBuffer.allocate(100));
                    durable.countDown();
                });
                written.await();
                start(secondHasRun::countDown);
                for (int i = 1; i < THREADS; i++) {
                    start(() -> {
                        wal.append(1, ByteBuffer.allocate(100)).await();
                        durable.countDown();
                    });
                }
                durable.await();
            }
            if (!writers.equals(Set.of("durable-log-writer"))) {
                throw new AssertionError("written by " + List.copyOf(writers));
            }
        }

        private static void start(Runnable work) throws ReflectiveOperationException {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            start.invoke(null, work);
        }
    }
}
