package io.quarkiverse.durable.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;

/** A log directory that cannot be used ends the start: one sentence with its id, no stack trace, an exit code that is not 0. */
@Tag("process")
class BadStartIT {

    private static final long SEED = 4;
    private static final byte[] SEGMENT_MAGIC = "QDURWAL\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_AT = 8;
    private static final int CHECKSUM_AT = 4092;
    private static final int NEWER = 99;

    @Test
    void aFileWhereTheDirectoryShouldBe() throws IOException {
        try (Scene scene = Scene.h2("file", SEED, 0)) {
            Files.writeString(scene.log(), "not a directory");
            mustEnd(scene, scene.log().toString());
        }
    }

    /** Not even root can make a directory there. */
    @Test
    void aPlaceWhereNoDirectoryCanBeMade() throws IOException {
        Path nowhere = Path.of("/proc/durable-log");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(nowhere.getParent()), "there is no /proc");
        try (Scene scene = Scene.h2("nowhere", SEED, 0).set("quarkus.durable.directory", nowhere.toString())) {
            mustEnd(scene, nowhere.toString());
        }
    }

    @Test
    void aDirectoryThatAnotherProcessUses() throws IOException {
        try (Scene scene = Scene.h2("locked", SEED, 0)) {
            App app = scene.startNew();
            mustEnd(scene, scene.log().toString(), "in use by another process");
            scene.clients().client().commit(app);
            scene.mustBeClean(app, "Another process wanted the log directory");
        }
    }

    @Test
    void aDirectoryOfANewerVersion() throws IOException {
        try (Scene scene = Scene.h2("newer", SEED, 0)) {
            App app = scene.startNew();
            assertThat(app.process().terminate()).isEqualTo(128 + 15);
            List<Path> segments = segments(scene.log());
            assertThat(segments).isNotEmpty();
            Map<Path, byte[]> before = new java.util.TreeMap<>();
            for (Path segment : segments) {
                before.put(segment, Files.readAllBytes(segment));
                setVersion(segment, NEWER);
            }
            mustEnd(scene, "version " + NEWER);
            for (Path segment : segments) {
                Files.write(segment, before.get(segment));
            }
            scene.mustBeClean(scene.start(), "The version that wrote the log is back");
        }
    }

    @Test
    void anEncryptedLogWithoutItsKeyAndOneWithAnotherKey() throws IOException {
        String key = "quarkus.durable.encryption.keys.\"1\"";
        try (Scene scene = Scene.h2("missing-key", SEED, 0).set(key, "0a".repeat(32))) {
            assertThat(scene.startNew().process().terminate()).isEqualTo(128 + 15);
            scene.set(key, "0b".repeat(32));
            mustEndWith("DURABLE-0203", scene, "key of id 1", scene.log().toString());
            scene.set("quarkus.durable.encryption.enabled", "false");
            mustEndWith("DURABLE-0202", scene, "key 1", scene.log().toString(), "quarkus.durable.encryption.keys");
            scene.set("quarkus.durable.encryption.enabled", "true").set(key, "not a key");
            mustEndWith("DURABLE-0206", scene, "key 1", "32 bytes");
            scene.set(key, "0a".repeat(32));
            scene.mustBeClean(scene.start(), "The key is back");
        }
    }

    @Test
    void anEmptyDirectoryWhereTheDatabaseKnowsTheLogThatWasLost() throws IOException {
        try (Scene scene = Scene.h2("lost", SEED, 0).set("quarkus.durable.new-log", "refuse")) {
            App app = scene.startNew();
            scene.clients().client().commit(app);
            assertThat(app.process().terminate()).isEqualTo(128 + 15);
            Path aside = scene.log().resolveSibling("lost-log");
            Files.move(scene.log(), aside);
            mustEndWith("DURABLE-0225", scene, "is new", "up to transaction", "bring the directory back");
            Files.move(scene.log(), scene.log().resolveSibling("new-log"));
            Files.move(aside, scene.log());
            scene.mustBeClean(scene.start(), "The log directory is back");
        }
    }

    private static List<Path> segments(Path log) throws IOException {
        List<Path> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > CHECKSUM_AT
                        && Arrays.equals(bytes, 0, SEGMENT_MAGIC.length, SEGMENT_MAGIC, 0, SEGMENT_MAGIC.length)) {
                    segments.add(file);
                }
            }
        }
        return segments;
    }

    private static void setVersion(Path segment, int version) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(VERSION_AT, version);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, CHECKSUM_AT);
        header.putInt(CHECKSUM_AT, (int) checksum.getValue());
        Files.write(segment, bytes);
    }

    private static void mustEnd(Scene scene, String... says) throws IOException {
        mustEndWith("DURABLE-0201", scene, says);
    }

    private static void mustEndWith(String id, Scene scene, String... says) throws IOException {
        try (AppProcess process = scene.launch(Map.of())) {
            assertThat(process.waitForExit()).as("exit code, output in %s", process.output()).isEqualTo(1);
            process.awaitLine(id);
            List<String> lines = Files.readAllLines(process.output());
            assertThat(lines).filteredOn(line -> line.contains(id)).hasSize(1).first().asString().contains(says);
            assertThat(lines).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
        }
    }
}
