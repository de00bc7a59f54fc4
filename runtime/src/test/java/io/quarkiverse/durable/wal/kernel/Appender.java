package io.quarkiverse.durable.wal.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.engine.WalEngine;

/**
 * A process that appends from several threads, moves a cursor behind them and truncates, and says each record that is durable,
 * until something fails or enough is written. Then it says how appends fail, and ends.
 */
final class Appender {

    private static final int WRITERS = 4;
    private static final int CURSOR_EVERY = 20;
    private static final int CURSOR_BEHIND = 30;
    private static final int SEGMENT_BYTES = 256 << 10;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    private final Wal wal;
    private final String life;
    private final int records;

    private Appender(Wal wal, String life, int records) {
        this.wal = wal;
        this.life = life;
        this.records = records;
    }

    static WalOptions options(Path directory, boolean direct) {
        return WalOptions.defaults(directory).withSegmentSize(SEGMENT_BYTES).withDirectIo(direct);
    }

    public static void main(String[] args) throws InterruptedException {
        Wal wal = WalEngine.open(options(Path.of(args[0]), Boolean.parseBoolean(args[1])), WalListener.NONE);
        Appender appender = new Appender(wal, args[2], Integer.parseInt(args[3]));
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = Integer.toString(i);
            Thread writer = new Thread(() -> appender.write(name));
            writers.add(writer);
            writer.start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        appender.end();
    }

    private void write(String writer) {
        try {
            for (int i = 0; i < records; i++) {
                String text = life + "/" + writer + "/" + i + " " + "x".repeat(i * 37 % 9000);
                Wal.Ticket ticket = wal.append(1, StandardCharsets.US_ASCII.encode(text));
                ticket.await();
                say("durable " + ticket.lsn() + " " + text.substring(0, text.indexOf(' ')));
                if (writer.equals("0") && i % CURSOR_EVERY == 0 && ticket.lsn().value() > CURSOR_BEHIND) {
                    moveCursor(ticket.lsn().value() - CURSOR_BEHIND);
                }
            }
        } catch (WalException e) {
            say("failed " + e.getClass().getSimpleName());
        }
    }

    private void moveCursor(long to) {
        Wal.Cursor cursor = wal.cursor("consumer", Lsn.NONE);
        cursor.advance(Lsn.of(to));
        cursor.save();
        say("saved " + cursor.savedPosition());
        wal.truncate();
    }

    private void end() {
        try {
            wal.append(1, ByteBuffer.allocate(1)).await();
            say("then fine");
        } catch (WalException e) {
            say("then " + e.getClass().getSimpleName());
        }
        try {
            wal.close();
            say("closed");
        } catch (WalException e) {
            say("not closed " + e.getMessage());
        }
    }

    private synchronized void say(String line) {
        out.println(line);
    }

    /** What it said; one line for each record. */
    static final class Told {

        final Map<Long, String> durable = new TreeMap<>();
        final List<String> failures = new ArrayList<>();
        long saved;
        String then = "";
        boolean closed;

        private void add(String line) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "durable" -> durable.put(Long.parseLong(words[1]), words[2]);
                case "failed" -> failures.add(words[1]);
                case "saved" -> saved = Long.parseLong(words[1]);
                case "then" -> then = words[1];
                case "closed" -> closed = true;
                default -> {
                    // a message of the JVM
                }
            }
        }
    }

    /** Called with each line number while the process lives. */
    interface Progress {
        void line(int number, Process process);
    }

    static Told run(Path directory, boolean direct, int life, int records, Map<String, String> environment, Progress progress) {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Appender.class.getName(), directory.toString(), Boolean.toString(direct), Integer.toString(life),
                Integer.toString(records)).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Told told = new Told();
        try {
            Process process = builder.start();
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    told.add(line);
                    progress.line(++number, process);
                }
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
            return told;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the log holds, by LSN; a record without a gap after the other. */
    static Map<Long, String> records(Wal wal) {
        Map<Long, String> records = new TreeMap<>();
        long before = wal.firstLsn().value() - 1;
        try (WalReader reader = wal.read(wal.firstLsn())) {
            for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                if (r.lsn().value() != before + 1) {
                    throw new AssertionError("record " + r.lsn() + " follows " + before);
                }
                before = r.lsn().value();
                String text = StandardCharsets.US_ASCII.decode(r.payload()).toString();
                records.put(before, text.contains(" ") ? text.substring(0, text.indexOf(' ')) : "end");
            }
        }
        return records;
    }
}
