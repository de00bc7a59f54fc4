package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.QuickStart;
import io.quarkiverse.durable.torture.oracle.Evidence;

/** Everything that a torture needs: the database, two instances behind a proxy each, the recorder and the clients. */
final class Stage implements AutoCloseable {

    private static final int CLIENTS = 6;
    private static final String BUDGET = "quarkus.durable.log.disk-budget";
    /** So that its own log fits. */
    private static final Map<String, String> DATABASE_ON_DISK = Map.of("max_wal_size", "256MB");

    private final Path folder;
    private final @Nullable Disks disks;
    private final PostgresServer server;
    private final BankDatabase bank;
    private final Recorder recorder;
    private final List<Instance> instances;
    private final Clients clients;

    Stage(Settings settings) throws IOException {
        folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "torture").toAbsolutePath()), "seed-" + settings.seed() + "-");
        disks = settings.power() ? new Disks(folder) : null;
        server = disks == null ? PostgresServer.start() : PostgresServer.startIn(disks.database(), DATABASE_ON_DISK);
        PostgresServer.Database database = server.createDatabase("torture");
        bank = new BankDatabase(database);
        bank.createSchema();
        recorder = new Recorder();
        Supplier<AppProcess.Builder> program = () -> QuickStart.program(Instance.APPLICATION,
                first -> firstRun(first, database, settings.mode()));
        // the archive is made before two want it
        AppProcess.Builder unused = program.get();
        instances = Stream.of("first", "second")
                .map(name -> instance(name, folder, database, settings.mode(), program)).toList();
        clients = new Clients(CLIENTS, settings.seed(), this::apps);
    }

    private Instance instance(String name, Path folder, PostgresServer.Database database, String mode,
            Supplier<AppProcess.Builder> program) {
        FaultyProxy proxy = FaultyProxy.before(server);
        Path log = disks == null ? folder.resolve(name) : disks.log(name);
        Map<String, String> settings = settings(name, log, proxy.through(database), recorder, mode);
        if (disks != null) {
            // the disk itself is the limit, and one of the two writes through the cache
            settings.remove(BUDGET);
            settings.put("quarkus.durable.log.direct-io", Boolean.toString(name.equals("first")));
        }
        return new Instance(name, proxy, settings, disks != null, program, () -> clients().look());
    }

    /** Those of an application with a log of its own. */
    static Map<String, String> settings(String name, Path log, PostgresServer.Database database, Recorder recorder,
            String mode) {
        Map<String, String> all = new HashMap<>(recorder.settings(name));
        all.put("quarkus.datasource.jdbc.url", database.url());
        all.put("quarkus.datasource.username", database.user());
        all.put("quarkus.datasource.password", database.password());
        all.put("quarkus.durable.directory", log.toString());
        all.put("quarkus.durable.commit-mode", mode);
        all.put("quarkus.durable.log.segment-size", "64K");
        all.put(BUDGET, "512K");
        all.put("quarkus.durable.holder-patience", "2s");
        all.put("quarkus.durable.publication.retry-max", "500ms");
        return all;
    }

    private void firstRun(AppProcess.Builder program, PostgresServer.Database database, String mode) {
        String name = "first-run";
        Map<String, String> settings = settings(name, folder.resolve(name), database, recorder, mode);
        try (AppProcess once = Instance.configured(program, name, settings).start()) {
            int unused = once.httpPort();
            unused = once.terminate();
        }
    }

    /** Those that answer at the moment. */
    private List<App> apps() {
        return instances.stream().map(Instance::app).filter(Objects::nonNull).toList();
    }

    /** Null if the run has no file systems of its own. */
    @Nullable
    Disks disks() {
        return disks;
    }

    PostgresServer server() {
        return server;
    }

    BankDatabase bank() {
        return bank;
    }

    Recorder recorder() {
        return recorder;
    }

    Instance instance(int number) {
        return instances.get(number);
    }

    List<Instance> instances() {
        return instances;
    }

    Clients clients() {
        return clients;
    }

    @Override
    public void close() {
        clients.close();
        recorder.stall(false);
        instances.forEach(Instance::close);
        recorder.close();
        server.close();
        if (disks != null) {
            disks.close();
        }
    }

    /** For whoever looks for the reason: the rows, and all that was received, in the order in which it came. */
    Path keep(Evidence evidence) {
        List<String> lines = new ArrayList<>();
        evidence.past().rows().forEach((id, row) -> lines.add("before " + id + " " + row));
        evidence.rows().forEach((id, row) -> lines.add("after " + id + " " + row));
        evidence.received().forEach(each -> lines.add(each.toString()));
        try {
            return Files.write(folder.resolve("evidence.txt"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
