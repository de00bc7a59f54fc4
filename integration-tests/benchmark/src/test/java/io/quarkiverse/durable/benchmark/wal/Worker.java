package io.quarkiverse.durable.benchmark.wal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.quarkiverse.durable.wal.WalOptions.SyncMode;

/** The process of one contender: measures what it reads from its input, until that ends. */
final class Worker {

    static final String READY = "ready: ";
    /** Before the outcome, what else is worth saying of it. */
    static final String FACT = "fact: ";
    static final String OUTCOME = "outcome: ";

    private Worker() {
    }

    /** Arguments: the contender's process name and an empty directory. */
    public static void main(String[] arguments) {
        try {
            work(arguments[0], Path.of(arguments[1]));
            System.exit(0);
        } catch (Throwable e) {
            // a contender may have threads that would keep the process
            System.getLogger(Worker.class.getName()).log(System.Logger.Level.ERROR, "The contender " + arguments[0] + " failed",
                    e);
            System.exit(1);
        }
    }

    private static void work(String process, Path directory) throws Exception {
        try (Contender contender = contender(process, directory)) {
            say(READY + contender.describe());
            BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
                Task task = Task.parse(line);
                System.gc();
                say(OUTCOME + contender.measure(task).toLine());
            }
        }
    }

    private static Contender contender(String process, Path directory) throws IOException {
        return switch (process) {
            case "raw" -> new RawDevice(directory);
            case "wal", "allocation" -> new OurLog(directory.resolve("log"), SyncMode.COMMIT);
            case "artemis" -> new ArtemisJournal(directory);
            case "interval" -> new OurLog(directory.resolve("log"), SyncMode.INTERVAL);
            default -> throw new IllegalArgumentException("There is no contender '" + process + "'");
        };
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
