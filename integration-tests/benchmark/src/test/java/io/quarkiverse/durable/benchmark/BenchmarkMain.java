package io.quarkiverse.durable.benchmark;

import io.quarkiverse.durable.benchmark.capture.CaptureBenchmark;
import io.quarkiverse.durable.benchmark.wal.WalBenchmark;

/** Runs the benchmark that {@code -Dbenchmark} names. */
public final class BenchmarkMain {

    private BenchmarkMain() {
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.ofSystemProperties();
        if (settings.benchmark().equals(Settings.WAL)) {
            WalBenchmark.run(settings);
        } else if (settings.benchmark().equals(Settings.CAPTURE)) {
            CaptureBenchmark.run(settings);
        } else {
            new CommitBenchmark(settings).run();
        }
        System.exit(0);
    }
}
