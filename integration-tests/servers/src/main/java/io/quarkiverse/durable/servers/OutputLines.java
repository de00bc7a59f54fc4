package io.quarkiverse.durable.servers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process has said so far: all of it in a file, the last lines in memory, and a way to wait for a line. */
final class OutputLines {

    private static final int LINES_KEPT_MAX = 20_000;
    private static final int LINES_SHOWN = 40;

    private final Path file;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean ended;

    OutputLines(InputStream output, Path file) {
        this.file = file;
        Thread reader = new Thread(() -> copy(output), "output-of-" + file.getFileName());
        reader.setDaemon(true);
        reader.start();
    }

    private void copy(InputStream output) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
                BufferedWriter out = Files.newBufferedWriter(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                add(line);
            }
        } catch (IOException e) {
            add("[output ended: " + e.getMessage() + "]");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        if (lines.size() == LINES_KEPT_MAX) {
            lines.removeFirst();
        }
        lines.addLast(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The first kept line in which the pattern is found; fails when the output ends or the time is over. */
    synchronized MatchResult await(Pattern pattern, Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        while (true) {
            for (String line : lines) {
                Matcher matcher = pattern.matcher(line);
                if (matcher.find()) {
                    return matcher.toMatchResult();
                }
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                throw new IllegalStateException((ended ? "The process ended" : max + " went by") + " without a line like \""
                        + pattern + "\"; all output is in " + file + ", the last lines are:\n" + String.join("\n", last()));
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for a line like " + pattern, e);
            }
        }
    }

    private List<String> last() {
        return lines.stream().skip(Math.max(0, lines.size() - LINES_SHOWN)).toList();
    }
}
