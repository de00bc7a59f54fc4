package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** PostgreSQL's own binaries from Maven Central, as processes of this user. */
final class EmbeddedPostgresServer implements PostgresServer {

    private static final Duration START_WAIT_MAX = Duration.ofSeconds(60);

    private final int port = ServerSettings.freePort();
    private final Path data;
    private final Map<String, String> settings;
    private final Path output = ServerSettings.newOutputFile("postgres");
    private final Reaper reaper;
    private @Nullable EmbeddedPostgres library;
    private @Nullable ProcessHandle postmaster;
    private boolean frozen;

    EmbeddedPostgresServer() {
        this(ServerSettings.newFolder("postgres"), PostgresChoice.SETTINGS);
    }

    /** @param data not there yet, or where a server ran before */
    EmbeddedPostgresServer(Path data, Map<String, String> settings) {
        this.data = data;
        this.settings = settings;
        this.reaper = new Reaper(data);
        launch();
    }

    private synchronized void launch() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START_WAIT_MAX)
                .setServerConfig("listen_addresses", ServerSettings.LOOPBACK)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()));
        settings.forEach(builder::setServerConfig);
        try {
            library = builder.start();
            ProcessHandle started = readPostmaster();
            postmaster = started;
            reaper.watch(List.of(started));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("The embedded PostgreSQL does not start on port " + port + ", see " + output + ": "
                    + e.getMessage(), e);
        }
    }

    private ProcessHandle readPostmaster() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("process " + pid + " of postmaster.pid is gone"));
    }

    @Override
    public synchronized void stop() {
        thawIfFrozen();
        releaseLibrary();
        reaper.watch(List.of());
        postmaster = null;
    }

    @Override
    public synchronized void kill9() {
        ProcessHandle victim = running();
        Signals.kill9(victim);
        frozen = false;
        reaper.watch(List.of());
        postmaster = null;
        releaseLibrary();
    }

    /** The library holds a lock on the data folder until it is closed; closing is also its orderly stop. */
    private void releaseLibrary() {
        EmbeddedPostgres closing = library;
        library = null;
        if (closing == null) {
            return;
        }
        try {
            closing.close();
        } catch (IOException e) {
            throw new IllegalStateException("The embedded PostgreSQL on port " + port + " does not stop: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void restart() {
        if (postmaster != null) {
            stop();
        }
        launch();
        PostgresProbe.awaitConnection(this);
    }

    @Override
    public synchronized void freeze() {
        ProcessHandle server = running();
        reaper.watch(Signals.family(server).toList());
        Signals.freeze(server);
        frozen = true;
    }

    @Override
    public synchronized void thaw() {
        thawIfFrozen();
    }

    private void thawIfFrozen() {
        if (frozen) {
            ProcessHandle server = running();
            Signals.thaw(server);
            reaper.watch(List.of(server));
            frozen = false;
        }
    }

    private ProcessHandle running() {
        ProcessHandle server = postmaster;
        if (server == null) {
            throw new IllegalStateException("PostgreSQL on port " + port + " is not running; restart() it first");
        }
        return server;
    }

    @Override
    public synchronized void close() {
        if (postmaster != null) {
            stop();
        }
        reaper.close();
    }

    @Override
    public String url() {
        return new PostgresUrl(host(), port, "postgres", "").toString();
    }

    @Override
    public String description() {
        return "embedded PostgreSQL " + PostgresProbe.show(this, "server_version") + ", fsync="
                + PostgresProbe.show(this, "fsync");
    }

    @Override
    public String host() {
        return ServerSettings.LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "postgres";
    }
}
