package io.quarkiverse.durable.servers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One client's connection through the proxy: a thread for each direction. */
final class ProxiedConnection {

    private static final Logger LOG = Logger.getLogger(ProxiedConnection.class);

    private final FaultyProxy proxy;
    private final Socket client;
    private final Socket server;
    private final SentStatements sent = new SentStatements();
    /** ReadyForQuery messages that the server owes: one for the start-up, one for each Sync, Query and FunctionCall. */
    private final AtomicInteger owed = new AtomicInteger(1);
    private boolean syncOwedInAdvance;
    private volatile @Nullable Caught caught;
    private volatile boolean closed;
    private boolean deaf;
    private boolean mute;

    private record Caught(Trap trap, String sql) {
    }

    @FunctionalInterface
    private interface Direction {
        void pump() throws IOException, InterruptedException;
    }

    ProxiedConnection(FaultyProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    void start() {
        run("proxy-to-server", this::clientToServer);
        run("proxy-to-client", this::serverToClient);
    }

    private void run(String name, Direction direction) {
        Thread thread = new Thread(() -> {
            try {
                direction.pump();
            } catch (IOException e) {
                LOG.debugf("%s ended: %s", name, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void clientToServer() throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
        PgFrame frame = startUp(in);
        while (frame != null) {
            if (!admit(frame)) {
                return;
            }
            proxy.traffic().await(() -> closed);
            awaitSound(true);
            frame.write(out);
            if (in.available() == 0) {
                out.flush();
            }
            frame = PgFrame.read(in);
        }
        out.flush();
    }

    /** Answers requests for encryption with no, and returns the message that really starts the session. */
    private @Nullable PgFrame startUp(DataInputStream in) throws IOException {
        PgFrame frame = PgFrame.readUntyped(in);
        while (frame != null && (frame.code() == PgFrame.SSL_REQUEST || frame.code() == PgFrame.GSS_REQUEST)) {
            client.getOutputStream().write('N');
            client.getOutputStream().flush();
            frame = PgFrame.readUntyped(in);
        }
        return frame;
    }

    /** False when the trap has closed the connection instead of letting the message through. */
    private boolean admit(PgFrame frame) {
        countOwed(frame);
        String sql = frame.type() == PgFrame.UNTYPED ? null : sent.executedBy(frame);
        if (sql == null) {
            return true;
        }
        Trap trap = proxy.armed().get();
        boolean trapped = trap != null && trap.catches(sql, sent) && proxy.spring(trap);
        sent.executed(sql);
        if (!trapped) {
            return true;
        }
        if (trap.side() == Trap.Side.BEFORE_SENT) {
            close();
            trap.sprung(sql, "");
            return false;
        }
        // An Execute is followed by the Sync whose ReadyForQuery ends the answer; a server that is faster must not end it early
        syncOwedInAdvance = frame.type() == 'E';
        owed.addAndGet(syncOwedInAdvance ? 1 : 0);
        caught = new Caught(trap, sql);
        return true;
    }

    private void countOwed(PgFrame frame) {
        if (frame.type() == 'S' && syncOwedInAdvance) {
            syncOwedInAdvance = false;
        } else if (frame.type() == 'S' || frame.type() == 'Q' || frame.type() == 'F') {
            owed.incrementAndGet();
        }
    }

    private void serverToClient() throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        String answer = "";
        for (PgFrame frame = PgFrame.read(in); frame != null; frame = PgFrame.read(in)) {
            Caught trapped = caught;
            if (trapped == null) {
                proxy.traffic().await(() -> closed);
                awaitSound(false);
                frame.write(out);
                if (in.available() == 0) {
                    out.flush();
                }
            }
            answer = frame.type() == 'C' ? frame.string(0) : frame.type() == 'E' ? "ERROR" : answer;
            if (frame.type() == 'Z' && owed.decrementAndGet() == 0 && trapped != null) {
                close();
                trapped.trap().sprung(trapped.sql(), answer);
                return;
            }
        }
        out.flush();
    }

    /** @param both in both directions, not only the answers */
    synchronized void silence(boolean both) {
        mute = true;
        deaf = both;
    }

    synchronized boolean isSilent() {
        return mute;
    }

    private synchronized void awaitSound(boolean towardsServer) throws IOException, InterruptedException {
        while (towardsServer ? deaf : mute) {
            if (closed) {
                throw new IOException("closed while silent");
            }
            wait();
        }
    }

    void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
        proxy.ended(this);
        proxy.traffic().reconsider();
        closeQuietly(client);
        closeQuietly(server);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A proxied socket did not close", e);
        }
    }
}
