package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where servers get their settings, ports and folders from. */
final class ServerSettings {

    static final String LOOPBACK = "127.0.0.1";

    private ServerSettings() {
    }

    /** The system property of that name, or the environment variable {@code A_B_C} for {@code a.b.c}. */
    static Optional<String> find(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            value = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        }
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /** {@code durable.test.servers}: a container, the binaries, or (when absent) whichever works. */
    static boolean mayUse(String kind) {
        return find("durable.test.servers").map(kind::equals).orElse(true);
    }

    static boolean mustUse(String kind) {
        return find("durable.test.servers").map(kind::equals).orElse(false);
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No free port on " + LOOPBACK + ": " + e.getMessage(), e);
        }
    }

    /** A new folder, below the module's {@code target} where there is one. */
    static Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(root(), prefix + "-").toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot create a folder for " + prefix + " in " + root() + ": " + e.getMessage(),
                    e);
        }
    }

    /** A new file for what a process says; it stays after the test. */
    static Path newOutputFile(String prefix) {
        try {
            return Files.createTempFile(root(), prefix + "-", ".log").toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot create an output file in " + root() + ": " + e.getMessage(), e);
        }
    }

    private static Path root() {
        Path target = Path.of("target");
        Path root = (Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir"))).resolve("servers");
        try {
            return Files.createDirectories(root).toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot create " + root + ": " + e.getMessage(), e);
        }
    }
}
