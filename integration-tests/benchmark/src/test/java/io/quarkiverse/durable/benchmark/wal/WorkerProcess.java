package io.quarkiverse.durable.benchmark.wal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link Worker} as its parent sees it. It ends when its input does, so it does not outlive the parent. */
final class WorkerProcess implements AutoCloseable {

    private static final long END_SECONDS_MAX = 60;

    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;
    private final Consumer<String> facts;
    private final String description;

    /**
     * @param facts gets what the process has to say besides outcomes
     */
    WorkerProcess(String name, Path directory, List<String> jvmArguments, Consumer<String> facts) throws IOException {
        this.facts = facts;
        process = java(jvmArguments, Worker.class, name, directory.toString()).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        description = await(Worker.READY);
    }

    static ProcessBuilder java(List<String> jvmArguments, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvmArguments);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    String description() {
        return description;
    }

    Outcome measure(Task task) throws IOException {
        input.println(task.toLine());
        return Outcome.parse(await(Worker.OUTCOME));
    }

    private String await(String prefix) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            if (line.startsWith(Worker.FACT)) {
                facts.accept(line.substring(Worker.FACT.length()));
            } else {
                System.out.println(line);
            }
        }
        throw new IllegalStateException("A contender ended without an answer; what it said is above");
    }

    @Override
    public void close() {
        input.close();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
