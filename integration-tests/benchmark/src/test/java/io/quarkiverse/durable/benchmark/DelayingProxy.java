package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.durable.benchmark.wal.Histogram;
import io.quarkiverse.durable.servers.PostgresServer;

/**
 * A network of some length between application and database: what is read is written so much later, in both directions, however
 * much is under way. It knows nothing of the protocol.
 */
final class DelayingProxy implements AutoCloseable {

    private static final int BACKLOG = 100;
    private static final int CALIBRATIONS = 2;

    private final PostgresServer server;
    private final ServerSocket listener;
    private final Duration delay;
    private final Timer timer;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Histogram held = new Histogram();

    DelayingProxy(PostgresServer server, Duration delay) throws IOException {
        this.server = server;
        this.delay = delay;
        timer = Timer.calibratedFor(delay);
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        daemon("delay-accept", this::accept);
    }

    /** The same database, reached through this proxy. */
    PostgresServer.Database through(PostgresServer.Database database) {
        String address = "//" + server.host() + ":" + server.port() + "/";
        if (!database.url().contains(address)) {
            throw new IllegalStateException(database.url() + " does not contain " + address);
        }
        String url = database.url().replace(address,
                "//" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort() + "/");
        return new PostgresServer.Database(database.name(), url, database.user(), database.password());
    }

    /** Takes off what the proxy's own work adds to a round trip besides the delay. Returns what is measured then. */
    Samples calibrate(PostgresServer.Database database, Samples direct) throws SQLException {
        PostgresServer.Database reached = through(database);
        long wanted = direct.percentile(0.5) + 2 * delay.toNanos();
        for (int i = 0; i < CALIBRATIONS; i++) {
            timer.shorten((RoundTripTime.measure(reached).percentile(0.5) - wanted) / 2);
        }
        return RoundTripTime.measure(reached);
    }

    long lateNanos() {
        return timer.lateNanos();
    }

    /** How long bytes were really held, since the beginning. */
    String heldMicros() {
        synchronized (held) {
            return String.format(Locale.ROOT, "p50 %.0f µs, p99 %.0f µs of %d", held.percentile(0.5) / 1e3,
                    held.percentile(0.99) / 1e3, held.count());
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket database = new Socket(server.host(), server.port());
                connect(client, database);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.err.println("The delaying proxy did not connect: " + e.getMessage());
                }
            }
        }
    }

    private void connect(Socket client, Socket database) throws IOException {
        client.setTcpNoDelay(true);
        database.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(database);
        relay("delay-out", client, database);
        relay("delay-back", database, client);
    }

    private void relay(String name, Socket from, Socket to) {
        DelayLine line = new DelayLine(delay, timer, this::wasHeld);
        daemon(name + "-read", () -> {
            line.fill(from);
            close(from);
        });
        daemon(name + "-write", () -> {
            line.drain(to);
            close(to);
            close(from);
        });
    }

    private void wasHeld(long nanos) {
        synchronized (held) {
            held.record(nanos);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(this::close);
    }
}
