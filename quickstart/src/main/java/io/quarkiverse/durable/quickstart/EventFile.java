package io.quarkiverse.durable.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps every event that was received, one per line, in the order of receipt. An event is synced to the disk before its append
 * is complete, so the file is a true record of what was delivered, whenever the process is killed.
 */
@ApplicationScoped
public class EventFile {

    private static final int NEWEST_MAX = 500;
    private static final int BATCH_MAX = 1000;
    private static final int TAIL_BYTES_MAX = 1 << 20;
    private static final long CLOSE_MILLIS_MAX = 5000;

    private record Line(String event, CompletableFuture<Void> synced) {
    }

    private static final Line END = new Line("", new CompletableFuture<>());

    private final Path path;
    private final BlockingQueue<Line> queue = new LinkedBlockingQueue<>();
    private final Deque<String> newest = new ArrayDeque<>();
    private final Thread writer = new Thread(this::write, "event-file");
    private FileChannel file;

    EventFile(@ConfigProperty(name = "quickstart.data") Path directory) {
        this.path = directory.resolve("received.jsonl");
    }

    @PostConstruct
    void open() {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            readTail();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be opened", e);
        }
        writer.setDaemon(true);
        writer.start();
    }

    /** Remembers the last events, and cuts off a line that a kill left unfinished; it was not acknowledged and comes again. */
    private void readTail() throws IOException {
        long from = Math.max(0, file.size() - TAIL_BYTES_MAX);
        ByteBuffer tail = ByteBuffer.allocate((int) (file.size() - from));
        while (tail.hasRemaining() && file.read(tail, from + tail.position()) >= 0) {
            // until the end
        }
        int end = tail.position();
        while (end > 0 && tail.get(end - 1) != '\n') {
            end--;
        }
        file.truncate(from + end);
        file.position(from + end);
        List<String> lines = new String(tail.array(), 0, end, UTF_8).lines().toList();
        lines.subList(from > 0 && !lines.isEmpty() ? 1 : 0, lines.size()).forEach(this::remember);
    }

    /** Completes when the event is on disk. */
    CompletableFuture<Void> append(String event) {
        Line line = new Line(event, new CompletableFuture<>());
        queue.add(line);
        return line.synced();
    }

    /** Newest first. */
    List<String> newest(int limit) {
        synchronized (newest) {
            List<String> events = new ArrayList<>();
            for (Iterator<String> i = newest.descendingIterator(); i.hasNext() && events.size() < limit;) {
                events.add(i.next());
            }
            return events;
        }
    }

    private void write() {
        try {
            while (true) {
                List<Line> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                boolean last = batch.remove(END);
                write(batch);
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Line> batch) {
        StringBuilder text = new StringBuilder();
        batch.forEach(line -> text.append(line.event()).append('\n'));
        try {
            ByteBuffer bytes = UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            batch.forEach(line -> line.synced().completeExceptionally(e));
            return;
        }
        batch.forEach(line -> {
            remember(line.event());
            line.synced().complete(null);
        });
    }

    private void remember(String event) {
        synchronized (newest) {
            newest.add(event);
            if (newest.size() > NEWEST_MAX) {
                newest.remove();
            }
        }
    }

    @PreDestroy
    void close() throws IOException, InterruptedException {
        queue.add(END);
        writer.join(CLOSE_MILLIS_MAX);
        file.close();
    }
}
