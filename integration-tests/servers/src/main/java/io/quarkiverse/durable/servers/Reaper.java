package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a server's processes and data do not outlive this JVM, even when it is killed: a shell reads the process
 * ids from its standard input, and at the end of the input kills the last ones named and deletes the folder.
 */
final class Reaper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Reaper.class);
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            pids=
            while read -r line; do pids=$line; done
            for pid in $pids; do kill -9 "$pid"; done
            [ -n "$1" ] || exit 0
            n=0
            while [ $n -lt 50 ] && ! rm -rf "$1"; do sleep 0.1; n=$((n+1)); done
            """;

    private final @Nullable Process shell;
    private final Thread hook = new Thread(this::endInput, "reaper-hook");
    private volatile List<ProcessHandle> watched = List.of();

    /** @param folder what to delete at the end; null for nothing */
    Reaper(@Nullable Path folder) {
        shell = startShell(folder == null ? "" : folder.toString());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static @Nullable Process startShell(String folder) {
        try {
            return new ProcessBuilder("sh", "-c", SCRIPT, "reaper", folder)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.warnf("No shell here (%s): processes of a killed test JVM stay behind", e.getMessage());
            return null;
        }
    }

    /** From now on these processes are watched, and only these. */
    synchronized void watch(List<ProcessHandle> processes) {
        watched = List.copyOf(processes);
        if (shell == null) {
            return;
        }
        String line = processes.stream().map(process -> Long.toString(process.pid()))
                .collect(Collectors.joining(" ", "", "\n"));
        try {
            OutputStream in = shell.getOutputStream();
            in.write(line.getBytes(StandardCharsets.US_ASCII));
            in.flush();
        } catch (IOException e) {
            LOG.warnf("The reaper of %s is gone: %s", line.strip(), e.getMessage());
        }
    }

    private void endInput() {
        watched.forEach(ProcessHandle::destroyForcibly);
        if (shell != null) {
            try {
                shell.getOutputStream().close();
            } catch (IOException e) {
                LOG.debug("The reaper had gone already", e);
            }
        }
    }

    /** Kills what is still watched, deletes the folder, and returns when that is done. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("Closed while the JVM shuts down", e);
        }
        endInput();
        if (shell != null) {
            Signals.awaitExit(shell.toHandle());
        }
    }
}
