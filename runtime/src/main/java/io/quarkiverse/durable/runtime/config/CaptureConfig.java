package io.quarkiverse.durable.runtime.config;

import java.time.Duration;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** Settings of the capture. */
@ConfigGroup
public interface CaptureConfig {

    /**
     * What a transaction keeps of its changes in memory, by estimate. When there is more, it goes to the log in chunks while
     * the transaction runs. At least 1 KiB; half of `quarkus.durable.log.max-record-size` is enough at most.
     */
    @WithDefault("4M")
    MemorySize bufferSize();

    /**
     * How long a transaction may go on after its first changes went to the log in chunks. The log cannot release anything from
     * there on until it has ended, so one that goes on for longer fails with `DURABLE-0118`.
     */
    @WithDefault("1h")
    Duration chunkPatience();

    /**
     * What happens to statements that write to tables of durable entities past Hibernate's entity events, and whose rows can be
     * known: HQL and criteria updates and deletes, native SQL, JDBC. `capture`: the rows are locked and read before and after,
     * which costs some more statements. `reject`: the statement fails with `DURABLE-0142`. `ignore`: it is executed, nothing of
     * it is published, and a warning is logged once for each statement. Statements from which the database goes on to such
     * tables, by foreign keys with actions, are among them.
     */
    @WithDefault("capture")
    Bulk bulk();

    /**
     * What happens to such statements if their rows cannot be known: MERGE, ON CONFLICT, TRUNCATE, calls, and whatever else is
     * not a plain INSERT, UPDATE or DELETE. `reject`: the statement fails with `DURABLE-0141`. `ignore`: as above.
     */
    @WithDefault("reject")
    Unanalysable unanalysable();

    /**
     * What happens at start if the database itself changes rows of durable entities in ways that are not captured: by triggers
     * on their tables, or by foreign keys with actions that change their keys. `warn` names them in a warning, `fail` ends the
     * start, `ignore` says nothing.
     */
    @WithDefault("warn")
    DatabaseChanges databaseChanges();

    /** Values of {@link #bulk()}. */
    enum Bulk {
        CAPTURE,
        REJECT,
        IGNORE
    }

    /** Values of {@link #unanalysable()}. */
    enum Unanalysable {
        REJECT,
        IGNORE
    }

    /** Values of {@link #databaseChanges()}. */
    enum DatabaseChanges {
        FAIL,
        WARN,
        IGNORE
    }
}
