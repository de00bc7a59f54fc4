package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Signals that the JDK cannot send, and the one that it can, to a process and everything below it. */
final class Signals {

    private static final Duration EXIT_WAIT_MAX = Duration.ofSeconds(20);

    private Signals() {
    }

    /** The process first, so that it starts no more children while they are collected. */
    static void freeze(ProcessHandle process) {
        send("STOP", List.of(process));
        send("STOP", process.descendants().toList());
    }

    static void thaw(ProcessHandle process) {
        send("CONT", process.descendants().toList());
        send("CONT", List.of(process));
    }

    static void kill9(ProcessHandle process) {
        List<ProcessHandle> all = new ArrayList<>(family(process).toList());
        send("STOP", List.of(process));
        process.descendants().filter(child -> !all.contains(child)).forEach(all::add);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(Signals::awaitExit);
    }

    static Stream<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    static void awaitExit(ProcessHandle process) {
        try {
            process.onExit().get(EXIT_WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the end of process " + process.pid(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Process " + process.pid() + " still runs " + EXIT_WAIT_MAX + " after its end was asked for", e);
        }
    }

    private static void send(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -" + signal + " \"$@\" 2>/dev/null", "signal"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot send SIG" + signal + ", which needs a POSIX shell: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending SIG" + signal, e);
        }
    }
}
