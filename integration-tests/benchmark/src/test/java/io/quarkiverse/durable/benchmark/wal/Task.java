package io.quarkiverse.durable.benchmark.wal;

/**
 * One measurement.
 *
 * @param bytes payload of an append, size of a raw write
 * @param form of the contender, where it has several; else "-"
 * @param millis length of the measured window
 */
record Task(Kind kind, int threads, int bytes, String form, int millis) {

    static final String NO_FORM = "any";

    /** Before the window, so that all threads are at it. */
    int runInMillis() {
        return Math.max(100, millis / 10);
    }

    Task lasting(int other) {
        return new Task(kind, threads, bytes, form, other);
    }

    Task inForm(String other) {
        return new Task(kind, threads, bytes, other, millis);
    }

    /** Of the same kind and load, in whatever form and length. */
    boolean matches(Task other) {
        return kind == other.kind && threads == other.threads && bytes == other.bytes;
    }

    String toLine() {
        return kind + " " + threads + " " + bytes + " " + form + " " + millis;
    }

    static Task parse(String line) {
        String[] words = line.split(" ");
        return new Task(Kind.of(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3],
                Integer.parseInt(words[4]));
    }
}
