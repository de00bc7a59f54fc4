package io.quarkiverse.durable.benchmark.wal;

import java.util.Locale;

/** What can be measured in a closed loop. Contenders of the same {@link #process} share one. */
public enum Kind {

    /** One thread of direct synchronous writes. */
    RAW("raw"),
    /** Durable appends to our log. */
    WAL("wal"),
    /** The same with a ticket: append, then await. */
    AWAIT("wal"),
    /** Durable adds to the journal of ActiveMQ Artemis. */
    ARTEMIS("artemis"),
    /** Appends to our log in sync mode interval, without waiting. */
    INTERVAL("interval"),
    /** Who allocates what in durable appends to our log; slower than {@link #WAL}, as it is recorded. */
    ALLOCATION("allocation");

    private final String process;

    Kind(String process) {
        this.process = process;
    }

    String process() {
        return process;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
