package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

/**
 * Stands between clients and a PostgreSQL and does what networks do: delays, goes silent, cuts; and cuts exactly around a
 * statement, most usefully COMMIT. It speaks without TLS, and refuses TLS on the server's behalf.
 */
public final class FaultyProxy implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FaultyProxy.class);
    private static final int BACKLOG = 200;

    private final String serverHost;
    private final int serverPort;
    private final ServerSocket listener;
    private final Traffic traffic = new Traffic();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Trap> armed = new AtomicReference<>();
    private volatile boolean refusing;

    private FaultyProxy(String serverHost, int serverPort) throws IOException {
        this.serverHost = serverHost;
        this.serverPort = serverPort;
        listener = new ServerSocket(0, BACKLOG, InetAddress.getByName(ServerSettings.LOOPBACK));
        Thread acceptor = new Thread(this::accept, "proxy-acceptor");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public static FaultyProxy before(PostgresServer server) {
        try {
            return new FaultyProxy(server.host(), server.port());
        } catch (IOException e) {
            throw new IllegalStateException("Cannot listen on " + ServerSettings.LOOPBACK + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The same database, reached through this proxy. */
    public PostgresServer.Database through(PostgresServer.Database database) {
        return new PostgresServer.Database(database.name(), through(database.url()), database.user(), database.password());
    }

    /** The same URL with the proxy's address. */
    public String through(String url) {
        return PostgresUrl.parse(url).at(ServerSettings.LOOPBACK, port()).toString();
    }

    /** Back to normal: silence ends, delays end, connections are taken. */
    public void pass() {
        refusing = false;
        traffic.pass();
    }

    /** Each message waits this long before it is passed on, in both directions. */
    public void delay(Duration delay) {
        traffic.delay(delay);
    }

    /** Nothing passes in either direction and nothing is closed, until {@link #pass()} or a cut. */
    public void blackHole() {
        traffic.hold();
    }

    /** What the server says on the present connections is heard no more; new ones are not affected. They end by a cut. */
    public void mute() {
        connections.forEach(connection -> connection.silence(false));
    }

    /** Nothing passes any more on the present connections, in either direction; new ones are not affected. */
    public void silence() {
        connections.forEach(connection -> connection.silence(true));
    }

    /** Closes the connections that {@link #mute()} and {@link #silence()} found. */
    public void cutSilent() {
        connections.stream().filter(ProxiedConnection::isSilent).forEach(ProxiedConnection::close);
    }

    /** Closes all present connections on both sides. New ones are taken. */
    public void cut() {
        connections.forEach(ProxiedConnection::close);
    }

    /** Closes all present connections, and each new one at once, until {@link #pass()}. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /** The next COMMIT reaches the server and is carried out; the client never hears of it, both sockets close. */
    public Trap cutAfterCommitSent() {
        return cutAfterCommitSent("");
    }

    /** As {@link #cutAfterCommitSent()}, for the next transaction in which a statement contained this text. */
    public Trap cutAfterCommitSent(String transactionMentions) {
        return arm(new Trap(Trap.Side.AFTER_ANSWERED, SentStatements::isCommit, transactionMentions));
    }

    /** The next COMMIT does not reach the server, both sockets close. */
    public Trap cutBeforeCommit() {
        return cutBeforeCommit("");
    }

    /** As {@link #cutBeforeCommit()}, for the next transaction in which a statement contained this text. */
    public Trap cutBeforeCommit(String transactionMentions) {
        return arm(new Trap(Trap.Side.BEFORE_SENT, SentStatements::isCommit, transactionMentions));
    }

    /** The next such statement, whatever it is, is carried out, and its answer is lost with the connection. */
    public Trap cutAfterSent(Predicate<String> statement) {
        return arm(new Trap(Trap.Side.AFTER_ANSWERED, statement, ""));
    }

    /** The next such statement, whatever it is, does not reach the server. */
    public Trap cutBefore(Predicate<String> statement) {
        return arm(new Trap(Trap.Side.BEFORE_SENT, statement, ""));
    }

    private Trap arm(Trap trap) {
        armed.set(trap);
        return trap;
    }

    /** Takes back a trap that has not sprung. */
    public void disarm() {
        armed.set(null);
    }

    /** True for one caller only. */
    boolean spring(Trap trap) {
        return armed.compareAndSet(trap, null);
    }

    AtomicReference<Trap> armed() {
        return armed;
    }

    Traffic traffic() {
        return traffic;
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    public int connections() {
        return connections.size();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                LOG.debugf("Not accepted: %s", e.getMessage());
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(serverHost, serverPort);
        } catch (IOException e) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        ProxiedConnection connection = new ProxiedConnection(this, client, server);
        connections.add(connection);
        connection.start();
        if (refusing) {
            connection.close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("The proxy's listener did not close", e);
        }
        cut();
        traffic.pass();
    }
}
