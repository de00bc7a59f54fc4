package io.quarkiverse.durable.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Removes the log and the database of an earlier run, whose last events would otherwise be published into this one. */
public class FreshFolder implements QuarkusTestResourceLifecycleManager {

    private static final Path FOLDER = Path.of("target", "soak");

    @Override
    public Map<String, String> start() {
        if (!Files.exists(FOLDER)) {
            return Map.of();
        }
        try (Stream<Path> paths = Files.walk(FOLDER)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove what an earlier run left in " + FOLDER, e);
        }
        return Map.of();
    }

    @Override
    public void stop() {
        // what a run leaves is there to be looked at
    }
}
