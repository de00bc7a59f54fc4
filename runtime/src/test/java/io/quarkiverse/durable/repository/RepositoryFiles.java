package io.quarkiverse.durable.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The text files of a repository, without what builds, editors and runs leave behind. */
record RepositoryFiles(Path root, List<Path> files) {

    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", ".idea", ".vscode", ".settings",
            "ObjectStore");
    private static final Set<String> TEXT = Set.of("java", "xml", "md", "adoc", "yml", "yaml", "properties", "sql", "js",
            "json", "sh", "txt", "html", "config");

    static RepositoryFiles ofThisRepository() {
        Path start = Path.of("").toAbsolutePath();
        Path root = start;
        while (!Files.exists(root.resolve("LICENSE")) || !Files.exists(root.resolve("runtime"))) {
            root = root.getParent();
            if (root == null) {
                throw new IllegalStateException("No directory above " + start + " has LICENSE and runtime/");
            }
        }
        return below(root);
    }

    static RepositoryFiles below(Path root) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(directory.getFileName().toString()) && !directory.equals(root)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (isText(root.relativize(file))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return new RepositoryFiles(root, files);
    }

    private static boolean isText(Path relative) {
        String name = relative.getFileName().toString();
        return TEXT.contains(name.substring(name.lastIndexOf('.') + 1)) || slashed(relative).equals(".ci/run");
    }

    List<Path> ending(String suffix) {
        return files.stream().filter(f -> f.toString().endsWith(suffix)).toList();
    }

    String relative(Path file) {
        return slashed(root.relativize(file));
    }

    static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " as UTF-8", e);
        }
    }
}
