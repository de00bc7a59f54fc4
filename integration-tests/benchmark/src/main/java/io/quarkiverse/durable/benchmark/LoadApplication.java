package io.quarkiverse.durable.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The measured process. It says what it runs on, warms up, measures round by round, and ends. */
@QuarkusMain
public class LoadApplication implements QuarkusApplication {

    static final String FACT = "fact ";
    static final String DONE = "measured";
    private static final String[] SETTINGS = { "server_version", "fsync", "synchronous_commit", "full_page_writes",
            "wal_sync_method", "autovacuum", "shared_buffers" };

    private final Load load;
    private final Database database;
    private final DurableLog log;
    private final String logSync;
    private final Duration length;
    private final Duration warmUp;
    private final int rounds;
    private final List<Integer> threads;

    LoadApplication(Load load, Database database, DurableLog log,
            @ConfigProperty(name = "quarkus.durable.log.sync", defaultValue = "commit") String logSync,
            @ConfigProperty(name = "benchmark.seconds") int seconds,
            @ConfigProperty(name = "benchmark.warmup") int warmUpSeconds,
            @ConfigProperty(name = "benchmark.rounds") int rounds, @ConfigProperty(name = "benchmark.threads") String threads) {
        this.load = load;
        this.database = database;
        this.log = log;
        this.logSync = logSync;
        this.length = Duration.ofSeconds(seconds);
        this.warmUp = Duration.ofSeconds(warmUpSeconds);
        this.rounds = rounds;
        this.threads = Arrays.stream(threads.split(",")).map(String::strip).map(Integer::valueOf).toList();
    }

    @Override
    public int run(String... arguments) throws Exception {
        sayFacts();
        int most = threads.stream().mapToInt(Integer::intValue).max().orElseThrow();
        for (Variant variant : Variant.values()) {
            load.run(new Round(0, most, variant), warmUp);
        }
        for (Round round : Round.interleaved(rounds, threads)) {
            say(load.run(round, length).toLine());
        }
        say(DONE);
        return 0;
    }

    private void sayFacts() throws SQLException {
        StringBuilder postgres = new StringBuilder("PostgreSQL");
        for (String setting : SETTINGS) {
            postgres.append(' ').append(setting).append('=').append(database.setting(setting));
        }
        say(FACT + "database: " + postgres);
        for (String setting : List.of("fsync", "synchronous_commit")) {
            if (!"on".equals(database.setting(setting))) {
                throw new IllegalStateException("PostgreSQL runs with " + setting + "=" + database.setting(setting)
                        + "; a comparison in which one side does not sync is not one");
            }
        }
        WalStatus wal = log.status().log();
        if (wal == null || wal.segments().isEmpty()) {
            say(FACT + "log: NOT ON A DISK, the figures of Quarkus Durable mean nothing");
            return;
        }
        say(FACT + String.format(Locale.ROOT, "log: strict, sync=%s, %s, segments of %d MiB", logSync.toLowerCase(Locale.ROOT),
                wal.directIo() ? "direct I/O" : "buffered writes and fsync", wal.segments().get(0).sizeBytes() >> 20));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
