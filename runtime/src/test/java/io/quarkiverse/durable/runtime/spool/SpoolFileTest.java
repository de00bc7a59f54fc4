package io.quarkiverse.durable.runtime.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.durable.DurableException;

class SpoolFileTest {

    private static final int ENTRIES = 5_000;

    @TempDir
    Path directory;

    private static byte[] entry(int number) {
        return ("plaintext of entry " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static SpoolFile.Section write(SpoolFile file, int from, int to) {
        SpoolFile.Writer writer = file.writer();
        IntStream.range(from, to).forEach(i -> writer.write(entry(i)));
        return writer.end();
    }

    private static List<String> read(SpoolFile file, SpoolFile.Section section) {
        List<String> entries = new ArrayList<>();
        file.read(section).forEachRemaining(entry -> entries.add(new String(entry, StandardCharsets.UTF_8)));
        return entries;
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "plaintext of entry " + i).toList();
    }

    @Test
    void entriesComeBackInTheirOrderFromEachSection() {
        try (SpoolFile file = new SpoolFile(directory)) {
            SpoolFile.Section first = write(file, 0, ENTRIES);
            SpoolFile.Section none = write(file, 0, 0);
            SpoolFile.Section second = write(file, ENTRIES, 2 * ENTRIES);
            assertThat(read(file, second)).isEqualTo(expected(ENTRIES, 2 * ENTRIES));
            assertThat(read(file, none)).isEmpty();
            assertThat(read(file, first)).isEqualTo(expected(0, ENTRIES));
        }
    }

    @Test
    void anEntryMayBeLargerThanABlock() {
        try (SpoolFile file = new SpoolFile(directory)) {
            byte[] large = new byte[1 << 20];
            large[large.length - 1] = 7;
            SpoolFile.Writer writer = file.writer();
            writer.write(entry(1));
            writer.write(large);
            writer.write(entry(2));
            var entries = file.read(writer.end());
            assertThat(entries.next()).isEqualTo(entry(1));
            assertThat(entries.next()).isEqualTo(large);
            assertThat(entries.next()).isEqualTo(entry(2));
            assertThat(entries.hasNext()).isFalse();
        }
    }

    @Test
    void thereIsNoFileBeforeTheFirstEntryAndNoneAfterTheEnd() throws IOException {
        try (SpoolFile file = new SpoolFile(directory)) {
            assertThat(file.isUsed()).isFalse();
            assertThat(files()).isEmpty();
            write(file, 0, 1);
            assertThat(file.isUsed()).isTrue();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void theFileHasNoPlaintext() throws IOException {
        Path visible = directory.resolve("visible");
        try (SpoolFile file = new SpoolFile(directory, options -> FileChannel.open(visible, named(options)))) {
            write(file, 0, ENTRIES);
            String bytes = Files.readString(visible, StandardCharsets.ISO_8859_1);
            assertThat(bytes.length()).isGreaterThan(ENTRIES * entry(0).length);
            assertThat(bytes).doesNotContain("plaintext").doesNotContain("of entry");
        }
    }

    @Test
    void oneChangedByteIsNoticed() throws IOException {
        Path visible = directory.resolve("visible");
        try (SpoolFile file = new SpoolFile(directory, options -> FileChannel.open(visible, named(options)))) {
            SpoolFile.Section section = write(file, 0, ENTRIES);
            try (FileChannel other = FileChannel.open(visible, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var one = java.nio.ByteBuffer.allocate(1);
                other.read(one, section.to() / 2);
                other.write(java.nio.ByteBuffer.wrap(new byte[] { (byte) (one.get(0) ^ 1) }), section.to() / 2);
            }
            assertThatThrownBy(() -> read(file, section)).isInstanceOf(DurableException.class)
                    .hasMessageContaining("DURABLE-0147");
        }
    }

    @Test
    void aDirectoryThatIsGoneIsSaid() {
        try (SpoolFile file = new SpoolFile(directory.resolve("gone"))) {
            assertThatThrownBy(file::writer).isInstanceOf(DurableException.class).hasMessageContaining("DURABLE-0147")
                    .hasMessageContaining("gone");
        }
    }

    /** Without the option that takes the name away from the beginning. */
    private static Set<OpenOption> named(Set<OpenOption> options) {
        Set<OpenOption> named = new HashSet<>(options);
        assertThat(named.remove(StandardOpenOption.DELETE_ON_CLOSE)).isTrue();
        return named;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
