package io.quarkiverse.durable.runtime.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpooledTest {

    private static final long SEED = 20261122;
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);

    private List<String> distinct(SpoolFile file, long memory, Collection<String> texts) {
        DistinctTexts distinct = new DistinctTexts(file, memory);
        texts.forEach(distinct::add);
        distinct.complete();
        List<String> found = new ArrayList<>();
        distinct.forEach(found::add);
        return found;
    }

    private List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("=" + random.nextInt(count / 3));
        }
        return texts;
    }

    @Test
    void fewTextsStayInTheOrderInWhichTheyCame() {
        try (SpoolFile file = new SpoolFile(directory)) {
            List<String> texts = texts(100);
            assertThat(distinct(file, PLENTY, texts)).isEqualTo(List.copyOf(new LinkedHashSet<>(texts)));
            assertThat(file.isUsed()).isFalse();
        }
    }

    /** With 300 bytes a run has three texts: some thousands of runs, and merges of merges. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 300, 20_000, 500_000 })
    void manyTextsComeOnceEach(long memory) {
        try (SpoolFile file = new SpoolFile(directory)) {
            List<String> texts = texts(20_000);
            assertThat(distinct(file, memory, texts)).as("seed %d", SEED).isEqualTo(List.copyOf(new TreeSet<>(texts)));
            assertThat(file.isUsed()).isTrue();
        }
    }

    @Test
    void textsAreTheSameAsBeforeWhateverTheirCharacters() {
        try (SpoolFile file = new SpoolFile(directory)) {
            Set<String> texts = new TreeSet<>(Set.of("", "\0", "\ud800", "\udc00\ud800", "\ud83d\ude00", "\uffff", "z"));
            assertThat(distinct(file, 1, texts)).isEqualTo(List.copyOf(texts));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 1_000, PLENTY })
    void aListKeepsItsOrder(long memory) {
        try (SpoolFile file = new SpoolFile(directory)) {
            SpooledList list = new SpooledList(file, memory);
            for (int i = 0; i < 1_000; i++) {
                list.add(new byte[] { (byte) i, (byte) (i >> 8) });
            }
            list.complete();
            int expected = 0;
            for (byte[] entry : list) {
                assertThat(entry).containsExactly((byte) expected, (byte) (expected >> 8));
                expected++;
            }
            assertThat(expected).isEqualTo(1_000);
            assertThat(file.isUsed()).isEqualTo(memory < PLENTY);
        }
    }
}
