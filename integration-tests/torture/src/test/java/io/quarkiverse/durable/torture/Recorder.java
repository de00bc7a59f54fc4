package io.quarkiverse.durable.torture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.quarkiverse.durable.torture.oracle.Received;

/**
 * The consumer's memory, in a process that nobody kills. Takes down what an application received, and then answers; the
 * application acknowledges after that.
 */
final class Recorder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Recorder.class);
    private static final String HOST = "127.0.0.1";

    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** A connection of an instance is read to its end before the next one begins: the order of its messages is known. */
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private List<Received> received = new ArrayList<>();
    private boolean stalled;
    private int answersToLose;

    Recorder() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        Thread acceptor = new Thread(this::accept, "recorder");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    Map<String, String> settings(String instance) {
        return Map.of("torture.recorder.host", HOST, "torture.recorder.port", Integer.toString(listener.getLocalPort()),
                "torture.instance", instance);
    }

    /** Everything since the last call. */
    List<Received> take() {
        synchronized (lock) {
            List<Received> taken = received;
            received = new ArrayList<>();
            return taken;
        }
    }

    /** Answers nobody until it is told to go on. */
    void stall(boolean on) {
        synchronized (lock) {
            stalled = on;
            lock.notifyAll();
        }
    }

    /** So many of the next batches are taken down, and their connections end before an answer. */
    void loseAnswers(int count) {
        synchronized (lock) {
            answersToLose = count;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread reader = new Thread(() -> read(socket, connections.incrementAndGet()), "recorder-connection");
                reader.setDaemon(true);
                reader.start();
            } catch (IOException e) {
                LOG.debugf("Not accepted: %s", e.getMessage());
            }
        }
    }

    private void read(Socket socket, int connection) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setTcpNoDelay(true);
            String instance = in.readLine();
            if (instance == null) {
                return;
            }
            Semaphore turn = turns.computeIfAbsent(instance, any -> new Semaphore(1, true));
            turn.acquire();
            try {
                read(socket, in, connection);
            } finally {
                turn.release();
            }
        } catch (IOException e) {
            LOG.debugf("Connection %d ended: %s", connection, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private void read(Socket socket, BufferedReader in, int connection) throws IOException, InterruptedException {
        List<Received> batch = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isEmpty()) {
                batch.add(Messages.parse(connection, line));
            } else if (takeDown(batch)) {
                socket.getOutputStream().write('\n');
                batch = new ArrayList<>();
            } else {
                return;
            }
        }
    }

    /** False if the answer is to be lost. */
    private boolean takeDown(List<Received> batch) throws InterruptedException {
        synchronized (lock) {
            while (stalled) {
                lock.wait();
            }
            received.addAll(batch);
            if (answersToLose > 0) {
                answersToLose--;
                return false;
            }
            return true;
        }
    }

    @Override
    public void close() {
        stall(false);
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
