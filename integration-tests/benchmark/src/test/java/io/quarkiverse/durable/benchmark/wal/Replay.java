package io.quarkiverse.durable.benchmark.wal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.quarkiverse.durable.benchmark.Statistics;

/** How fast a log is read from its beginning in little memory, against reading its files and computing a checksum of them. */
final class Replay {

    private static final long LOG_BYTES = 1L << 30;
    private static final String HEAP = "-Xmx64m";
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private final Path directory;
    private final int rounds;
    private final Consumer<String> say;

    /** Name of a log and the size of its payloads, 0 for the mix. */
    private record Content(String name, int payload) {
    }

    /**
     * Medians of a log in one state of the page cache.
     *
     * @param ratio rate of reading the log to that of reading the files, median of the rounds
     * @param openMillis of the log, before it is read
     */
    record Result(String content, boolean cold, long records, long bytes, double logPerSecond, double filesPerSecond,
            double ratio, double openMillis) {

        String toLine() {
            return String.format(Locale.ROOT, "replay of %s, cache %s: %d records, %.0f MB: log %.0f MB/s, files %.0f MB/s,"
                    + " ratio %.3f, opened in %.1f ms", content, cold ? "cold" : "warm", records, bytes / 1e6,
                    logPerSecond / 1e6, filesPerSecond / 1e6, ratio, openMillis);
        }

        String name() {
            return "wal.replay." + content + (cold ? "" : ".warm");
        }
    }

    Replay(Path directory, int rounds, Consumer<String> say) {
        this.directory = directory;
        this.rounds = rounds;
        this.say = say;
    }

    List<Result> run() throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Content content : List.of(new Content("512", 512), new Content("mix", 0))) {
            Path log = directory.resolve("replay-" + content.name);
            Outcome written = worker(ReplayWorker.WRITE, log, String.valueOf(LOG_BYTES), String.valueOf(content.payload));
            for (boolean cold : canDropCaches() ? List.of(true, false) : List.of(false)) {
                Result result = compare(content, log, cold, (long) written.get(ReplayWorker.RECORDS));
                say.accept(result.toLine());
                results.add(result);
            }
        }
        return results;
    }

    private Result compare(Content content, Path log, boolean cold, long records) throws IOException, InterruptedException {
        List<Double> logRates = new ArrayList<>();
        List<Double> fileRates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> opens = new ArrayList<>();
        long bytes = 0;
        for (int round = 1; round <= rounds; round++) {
            boolean logFirst = round % 2 == 1;
            Outcome first = read(logFirst ? ReplayWorker.LOG : ReplayWorker.FILES, log, cold);
            Outcome second = read(logFirst ? ReplayWorker.FILES : ReplayWorker.LOG, log, cold);
            Outcome ours = logFirst ? first : second;
            Outcome theirs = logFirst ? second : first;
            bytes = (long) theirs.get(ReplayWorker.BYTES);
            if ((long) ours.get(ReplayWorker.RECORDS) != records || (long) ours.get(ReplayWorker.BYTES) != bytes) {
                throw new IllegalStateException(records + " records in " + bytes + " bytes were written, but read were "
                        + ours.toLine());
            }
            logRates.add(rate(ours));
            fileRates.add(rate(theirs));
            ratios.add(rate(ours) / rate(theirs));
            opens.add(ours.get(ReplayWorker.OPEN_MILLIS));
        }
        return new Result(content.name, cold, records, bytes, Statistics.median(logRates), Statistics.median(fileRates),
                Statistics.median(ratios), Statistics.median(opens));
    }

    private static double rate(Outcome outcome) {
        return outcome.get(ReplayWorker.BYTES) / outcome.get(ReplayWorker.SECONDS);
    }

    /** Warm means that somebody has read all files before. */
    private static Outcome read(String what, Path log, boolean cold) throws IOException, InterruptedException {
        if (cold) {
            Files.writeString(DROP_CACHES, "1");
        } else {
            worker(ReplayWorker.FILES, log);
        }
        return worker(what, log);
    }

    private static boolean canDropCaches() {
        return Files.isWritable(DROP_CACHES);
    }

    private static Outcome worker(String what, Path log, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(what, log.toString()));
        arguments.addAll(List.of(more));
        Process process = WorkerProcess.java(List.of(HEAP), ReplayWorker.class, arguments.toArray(String[]::new)).start();
        Outcome outcome = null;
        try (BufferedReader output = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(Worker.OUTCOME)) {
                    outcome = Outcome.parse(line.substring(Worker.OUTCOME.length()));
                }
            }
        }
        if (process.waitFor() != 0 || outcome == null) {
            throw new IllegalStateException("The process that should " + what + " " + log + " ended with "
                    + process.exitValue() + "; what it said is above");
        }
        return outcome;
    }
}
