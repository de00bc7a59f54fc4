package io.quarkiverse.durable.benchmark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The measured process. It warms up, says what it runs on, and measures what its input tells it, until that ends; with the
 * argument {@code capture} it measures what capturing costs.
 */
@QuarkusMain
public class LoadApplication implements QuarkusApplication {

    static final String FACT = "fact ";
    static final String COMMIT_MODE = "quarkus.durable.commit-mode";
    static final String STRICT = "strict";
    private static final String[] SETTINGS = { "server_version", "fsync", "synchronous_commit", "full_page_writes",
            "wal_sync_method", "autovacuum", "shared_buffers" };

    private final Load load;
    private final CaptureApplication capture;
    private final Database database;
    private final DurableLog log;
    private final Config config;
    private final List<Variant> variants;

    LoadApplication(Load load, CaptureApplication capture, Database database, DurableLog log, Config config,
            @ConfigProperty(name = COMMIT_MODE, defaultValue = STRICT) String commitMode) {
        this.load = load;
        this.capture = capture;
        this.database = database;
        this.log = log;
        this.config = config;
        variants = Variant.inMode(Variant.named(commitMode));
    }

    @Override
    public int run(String... arguments) throws Exception {
        int warmUpSeconds = config.getValue("benchmark.warmup", Integer.class);
        if (List.of(arguments).contains(CaptureApplication.ARGUMENT)) {
            capture.warmUp(warmUpSeconds);
            sayWhatItRunsOn();
            capture.run(LoadApplication::say);
            return 0;
        }
        warmUp(warmUpSeconds, config.getValue("benchmark.warmup-threads", Integer.class));
        sayFacts();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            say(load.run(Task.parse(line), sample -> say(sample.toLine())).toLine());
        }
        return 0;
    }

    /** All variants in each process, so that the compiler has seen the same, whatever is measured there. */
    private void warmUp(int seconds, int threads) throws Exception {
        for (Variant variant : variants) {
            load.run(new Task(new Round(0, threads, variant), seconds, 0), sample -> {
            });
        }
    }

    private void sayFacts() throws SQLException {
        say(FACT + "rows of debezium-sql in the warm-up: " + database.insertsAndDeletes(Variant.DEBEZIUM_SQL));
        sayWhatItRunsOn();
    }

    private void sayWhatItRunsOn() throws SQLException {
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
            throw new IllegalStateException(
                    "The log has no segments: it is not on a disk, so what it costs cannot be measured");
        }
        String logSync = config.getOptionalValue("quarkus.durable.log.sync", String.class).orElse("commit");
        // The setting's default is there only where the setting is
        say(FACT + "commit mode: " + config.getOptionalValue(COMMIT_MODE, String.class).orElse(STRICT + " only"));
        say(FACT + String.format(Locale.ROOT, "log: sync=%s, %s, segments of %d MiB", logSync.toLowerCase(Locale.ROOT),
                wal.directIo() ? "direct I/O" : "buffered writes and fsync", wal.segments().get(0).sizeBytes() >> 20));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
