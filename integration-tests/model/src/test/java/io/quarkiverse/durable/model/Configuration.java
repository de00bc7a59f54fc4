package io.quarkiverse.durable.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of {@code configurations.txt}.
 *
 * @param set {@code verify} for what every build checks, {@code full} for what takes longer
 * @param expected {@code HOLDS}, or {@code BREAKS} and the property
 * @param flags for the preprocessor
 */
record Configuration(String set, String name, String expected, String file, List<String> flags) {

    static final Path MODEL = Path.of("src/main/promela");

    static List<Configuration> all() {
        return read(MODEL.resolve("configurations.txt")).lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Configuration::parse).toList();
    }

    private static Configuration parse(String line) {
        String[] words = line.trim().split(" +");
        int file = words[2].equals("BREAKS") ? 4 : 3;
        if (words.length <= file) {
            throw new IllegalArgumentException("A configuration is SET NAME HOLDS|BREAKS PROPERTY FILE FLAGS..., not: " + line);
        }
        String expected = file == 4 ? words[2] + " " + words[3] : words[2];
        return new Configuration(words[0], words[1], expected, words[file], List.of(words).subList(file + 1, words.length));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + ": " + expected;
    }
}
