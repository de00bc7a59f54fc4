package io.quarkiverse.durable.runtime.spool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Texts, each once however often it is added. As long as they fit into memory they are in the order in which they came. When
 * they do not, they go to the file in sorted runs, and come back sorted: runs are merged when there are {@value #RUNS_MAX} of
 * one size.
 */
public final class DistinctTexts implements Iterable<String> {

    private static final int RUNS_MAX = 16;
    private static final int OBJECTS = 96;

    private final SpoolFile file;
    private final long memory;
    private final Set<String> kept = new LinkedHashSet<>();
    private long bytes;
    /** Runs, those of about one size together. */
    private final List<List<SpoolFile.Section>> levels = new ArrayList<>();

    public DistinctTexts(SpoolFile file, long memory) {
        this.file = file;
        this.memory = memory;
    }

    public void add(String text) {
        if (kept.add(text)) {
            bytes += OBJECTS + (long) Character.BYTES * text.length();
            if (bytes > memory) {
                spill();
            }
        }
    }

    /** After the last one, and before anything else goes to the file. */
    public void complete() {
        if (!levels.isEmpty() && !kept.isEmpty()) {
            spill();
        }
    }

    private void spill() {
        List<String> sorted = new ArrayList<>(kept);
        kept.clear();
        bytes = 0;
        sorted.sort(null);
        add(0, write(sorted.iterator()));
    }

    private SpoolFile.Section write(Iterator<String> texts) {
        SpoolFile.Writer writer = file.writer();
        texts.forEachRemaining(text -> writer.write(ExactValues.chars(text)));
        return writer.end();
    }

    private void add(int level, SpoolFile.Section run) {
        if (levels.size() == level) {
            levels.add(new ArrayList<>());
        }
        List<SpoolFile.Section> runs = levels.get(level);
        runs.add(run);
        if (runs.size() == RUNS_MAX) {
            SpoolFile.Section merged = write(new Merge(runs));
            runs.clear();
            add(level + 1, merged);
        }
    }

    @Override
    public Iterator<String> iterator() {
        return levels.isEmpty() ? kept.iterator() : new Merge(levels.stream().flatMap(List::stream).toList());
    }

    private record Head(String text, Iterator<byte[]> rest) implements Comparable<Head> {

        @Override
        public int compareTo(Head other) {
            return text.compareTo(other.text);
        }
    }

    /** The texts of several runs in order, each once. */
    private final class Merge implements Iterator<String> {

        private final PriorityQueue<Head> heads = new PriorityQueue<>();
        private @Nullable String last;

        Merge(List<SpoolFile.Section> runs) {
            runs.forEach(run -> push(file.read(run)));
        }

        private void push(Iterator<byte[]> run) {
            if (run.hasNext()) {
                heads.add(new Head(ExactValues.text(run.next()), run));
            }
        }

        @Override
        public boolean hasNext() {
            for (Head head = heads.peek(); head != null && head.text().equals(last); head = heads.peek()) {
                heads.remove();
                push(head.rest());
            }
            return !heads.isEmpty();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Head head = heads.remove();
            push(head.rest());
            last = head.text();
            return head.text();
        }
    }
}
