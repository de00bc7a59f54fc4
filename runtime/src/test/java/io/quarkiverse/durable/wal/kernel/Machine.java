package io.quarkiverse.durable.wal.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.opentest4j.TestAbortedException;

/** Commands of the machine, and what it allows. What it does not allow skips the test, with the reason. */
public final class Machine {

    private static final long PATIENCE_SECONDS = 60;

    private Machine() {
    }

    /** What a command said. */
    public record Result(int code, String output) {
    }

    public static Result run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " does not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static String must(String... command) {
        Result result = run(command);
        if (result.code != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output);
        }
        return result.output;
    }

    /** For what a machine may lack: right, kernel or program. */
    static String mustOrSkip(String... command) {
        Result result = run(command);
        if (result.code != 0) {
            throw skip(String.join(" ", command) + " does not work here: " + result.output);
        }
        return result.output;
    }

    static TestAbortedException skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        return new TestAbortedException(reason);
    }

    static void requireRoot() {
        Result id = run("id", "-u");
        if (!id.output.equals("0")) {
            throw skip("mounting a file system needs Linux and root");
        }
    }

    /** A program or, for a name that ends in {@code .so}, a library of a source in the test resources. */
    public static Path compiled(String source, Path target) {
        try (InputStream resource = Machine.class.getResourceAsStream("/kernel/" + source)) {
            Path copy = target.resolveSibling(source);
            Files.write(copy, Objects.requireNonNull(resource).readAllBytes());
            String[] shared = { "cc", "-shared", "-fPIC", "-o", target.toString(), copy.toString(), "-ldl" };
            String[] program = { "cc", "-o", target.toString(), copy.toString() };
            mustOrSkip(target.toString().endsWith(".so") ? shared : program);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
