package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies the data of a running PostgreSQL by its own interface for that, as {@code pg_basebackup} would, which the embedded
 * binaries lack.
 */
final class BaseBackup {

    /** Folders of which only the folder itself belongs into a copy; the log comes by streaming. */
    private static final Set<String> CONTENT_STAYS = Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial",
            "pg_snapshots", "pg_stat_tmp", "pg_subtrans");
    private static final Set<String> STAYS = Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "standby.signal");

    private BaseBackup() {
    }

    /** Replaces everything in {@code to}. When it is started it becomes a standby of {@code primary}. */
    static void makeStandby(PostgresServer primary, Path from, Path to) {
        try {
            delete(to);
            try (Connection connection = primary.connect(); Statement statement = connection.createStatement()) {
                statement.execute("select pg_backup_start('standby', true)");
                copy(from, to);
                try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                    row.next();
                    Files.writeString(to.resolve("backup_label"), row.getString(1));
                }
            }
            Files.writeString(to.resolve("postgresql.auto.conf"), "primary_conninfo = 'host=" + primary.host() + " port="
                    + primary.port() + " user=" + primary.user() + " password=" + primary.password() + "'\n");
            Files.createFile(to.resolve("standby.signal"));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("No copy of " + from + " could be made in " + to + ": " + e.getMessage(), e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(to.resolve(from.relativize(folder).toString()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path name = from.relativize(file);
                if (!STAYS.contains(name.toString()) && !CONTENT_STAYS.contains(name.getName(0).toString())) {
                    try {
                        Files.copy(file, to.resolve(name.toString()), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE; // the server deleted it meanwhile
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
