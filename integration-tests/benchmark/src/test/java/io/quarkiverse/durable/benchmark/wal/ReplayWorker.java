package io.quarkiverse.durable.benchmark.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.engine.WalEngine;
import io.quarkiverse.durable.wal.segment.SegmentNames;

/** A process that writes a log, reads one by way of the engine, or reads its files and nothing else. */
final class ReplayWorker {

    static final String WRITE = "write";
    static final String LOG = "log";
    static final String FILES = "files";
    static final String RECORDS = "records";
    static final String BYTES = "bytes";
    static final String SECONDS = "seconds";
    static final String OPEN_MILLIS = "openMillis";

    /** Payload sizes of the mix, each as likely as another: from a small change to a large document. */
    private static final int[] MIX = { 64, 200, 512, 1000, 2048, 4096, 16_384 };
    private static final int THREADS = 8;
    /** Appends of a thread on their way at a time, so that batches are as large as under load. */
    private static final int WINDOW = 32;
    private static final int TYPE = 1;
    private static final int CHUNK = 1 << 20;

    private ReplayWorker() {
    }

    /** Arguments: what to do, the log's directory, and for {@code write} the bytes and 0 for the mix or the payload's size. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        Outcome outcome = switch (arguments[0]) {
            case WRITE -> write(directory, Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
            case LOG -> readLog(directory);
            case FILES -> readFiles(directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.out.println(Worker.OUTCOME + outcome.toLine());
        System.exit(0);
    }

    private static Outcome write(Path directory, long bytes, int payload) throws InterruptedException {
        AtomicLong left = new AtomicLong(bytes);
        long records;
        try (Wal wal = WalEngine.open(WalOptions.defaults(directory), new WalListener() {
            @Override
            public void batchDurable(Lsn first, Lsn last, int size, long nanos) {
                left.addAndGet(-size);
            }
        })) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int seed = i;
                threads.add(new Thread(() -> append(wal, left, new Random(seed), payload)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            records = wal.durableLsn().value();
            if (left.get() > 0) {
                throw new IllegalStateException("Writing ended " + left.get() + " bytes early; why is above");
            }
        }
        // cuts the end of the last file, so that every reader finds the same
        WalEngine.open(WalOptions.defaults(directory), WalListener.NONE).close();
        return new Outcome(Map.of(RECORDS, (double) records));
    }

    private static void append(Wal wal, AtomicLong left, Random random, int payload) {
        byte[] content = new byte[MIX[MIX.length - 1]];
        random.nextBytes(content);
        Deque<Wal.Ticket> window = new ArrayDeque<>();
        while (left.get() > 0) {
            int size = payload > 0 ? payload : MIX[random.nextInt(MIX.length)];
            window.add(wal.append(TYPE, ByteBuffer.wrap(content, 0, size)));
            if (window.size() == WINDOW) {
                window.remove().await();
            }
        }
        window.forEach(Wal.Ticket::await);
    }

    private static Outcome readLog(Path directory) throws IOException {
        long start = System.nanoTime();
        try (Wal wal = WalEngine.open(WalOptions.defaults(directory), WalListener.NONE)) {
            long opened = System.nanoTime();
            long records = 0;
            try (WalReader reader = wal.read(Lsn.of(1))) {
                for (WalRecord record = reader.next(Duration.ZERO); record != null; record = reader.next(Duration.ZERO)) {
                    records++;
                    if (record.lsn().value() != records) {
                        throw new IllegalStateException("Record " + records + " is missing, the next is " + record.lsn());
                    }
                }
            }
            long end = System.nanoTime();
            return new Outcome(Map.of(RECORDS, (double) records, BYTES, (double) bytes(directory), SECONDS,
                    (end - opened) / 1e9, OPEN_MILLIS, (opened - start) / 1e6));
        }
    }

    private static Outcome readFiles(Path directory) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        CRC32C checksum = new CRC32C();
        long start = System.nanoTime();
        for (Path path : segments(directory)) {
            try (FileChannel file = FileChannel.open(path)) {
                while (file.read(chunk.clear()) >= 0) {
                    checksum.update(chunk.flip());
                }
            }
        }
        return new Outcome(Map.of(BYTES, (double) bytes(directory), SECONDS, (System.nanoTime() - start) / 1e9));
    }

    private static long bytes(Path directory) throws IOException {
        long bytes = 0;
        for (Path path : segments(directory)) {
            bytes += Files.size(path);
        }
        return bytes;
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> SegmentNames.firstLsn(file.getFileName().toString()).isPresent()).sorted().toList();
        }
    }
}
