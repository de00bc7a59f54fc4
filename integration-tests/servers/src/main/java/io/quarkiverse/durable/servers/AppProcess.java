package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Java program, such as the application under test, as a process of its own that can be killed. It does not outlive this JVM.
 */
public final class AppProcess implements AutoCloseable {

    static final String QUARKUS_JAR = "quarkus-run.jar";
    private static final Duration WAIT_MAX = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;
    private final OutputLines lines;
    private final Reaper reaper = new Reaper(null);

    private AppProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.lines = new OutputLines(process.getInputStream(), output);
        reaper.watch(List.of(process.toHandle()));
    }

    /** A packaged Quarkus application, by its {@code quarkus-app} folder, on a free HTTP port. */
    public static Builder quarkus(Path quarkusApp) {
        return jar(quarkusApp.resolve(QUARKUS_JAR))
                .property("quarkus.http.host", ServerSettings.LOOPBACK)
                .property("quarkus.http.port", "0");
    }

    public static Builder jar(Path jar) {
        return new Builder(List.of("-jar", jar.toAbsolutePath().toString()));
    }

    public static Builder mainClass(String name, String classPath) {
        return new Builder(List.of("-cp", classPath, name));
    }

    /** How to start a program; each {@link #start()} starts another process. */
    public static final class Builder {

        private final List<String> program;
        private final List<String> jvmArguments = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> properties = new HashMap<>();
        private final Map<String, String> environment = new HashMap<>();
        private Path folder = Path.of("").toAbsolutePath();
        private String name = "app";

        private Builder(List<String> program) {
            this.program = program;
        }

        public Builder property(String key, String value) {
            properties.put(key, value);
            return this;
        }

        public Builder properties(Map<String, String> all) {
            properties.putAll(all);
            return this;
        }

        public Builder environment(String key, String value) {
            environment.put(key, value);
            return this;
        }

        public Builder jvmArgument(String argument) {
            jvmArguments.add(argument);
            return this;
        }

        public Builder argument(String argument) {
            arguments.add(argument);
            return this;
        }

        public Builder workingFolder(Path path) {
            folder = path.toAbsolutePath();
            return this;
        }

        /** First part of the output file's name. */
        public Builder name(String prefix) {
            name = prefix;
            return this;
        }

        public AppProcess start() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx256m");
            command.addAll(jvmArguments);
            properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.addAll(program);
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            try {
                return new AppProcess(builder.start(), ServerSettings.newOutputFile(name));
            } catch (IOException e) {
                throw new IllegalStateException("Cannot start " + name + " in " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    /** Waits for a line in which this regular expression is found, said at any time since the start. */
    public MatchResult awaitLine(String regex) {
        return awaitLine(regex, WAIT_MAX);
    }

    public MatchResult awaitLine(String regex, Duration max) {
        return lines.await(Pattern.compile(regex), max);
    }

    /** A line for its standard input. */
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new IllegalStateException("Process " + pid() + " does not listen: " + e.getMessage() + "; its output is in "
                    + output, e);
        }
    }

    /** The end of its standard input. */
    public void sayNoMore() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new IllegalStateException("The input of process " + pid() + " does not close: " + e.getMessage(), e);
        }
    }

    /** Waits until Quarkus says where it listens. */
    public int httpPort() {
        return Integer.parseInt(awaitLine("Listening on: http://\\S*?:(\\d+)").group(1));
    }

    public String httpUrl() {
        return "http://" + ServerSettings.LOOPBACK + ":" + httpPort();
    }

    public Path output() {
        return output;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL to it and everything below it; when this returns, they are gone. */
    public void kill9() {
        Signals.kill9(process.toHandle());
        reaper.watch(List.of());
    }

    /** SIGTERM, and the exit code that follows. */
    public int terminate() {
        process.destroy();
        return waitForExit();
    }

    public int waitForExit() {
        try {
            if (!process.waitFor(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "Process " + pid() + " still runs after " + WAIT_MAX + "; its output is in " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the end of process " + pid(), e);
        }
        reaper.watch(List.of());
        return process.exitValue();
    }

    /** Waits as long as it lives; its exit code. */
    public int waitForEnd() {
        int code = process.onExit().join().exitValue();
        reaper.watch(List.of());
        return code;
    }

    public void freeze() {
        Signals.freeze(process.toHandle());
    }

    public void thaw() {
        Signals.thaw(process.toHandle());
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
        reaper.watch(List.of());
        reaper.close();
    }
}
