package io.quarkiverse.durable.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Durable.
 */
@ConfigMapping(prefix = "quarkus.durable")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface DurableRuntimeConfig {

    /**
     * Directory of the log. Each application instance needs its own, on a disk that survives a restart. The default is
     * `durable-log` in the working directory; in dev mode `target/durable-log-dev` and in tests `target/durable-log-test`.
     */
    Optional<Path> directory();

    /**
     * How the log is written.
     */
    Log log();

    /**
     * Encryption of the log.
     */
    Encryption encryption();

    /**
     * How changes are captured.
     */
    CaptureConfig capture();

    /**
     * Schemas of durable entities.
     */
    SchemaConfig schema();

    /**
     * What events say about their transaction.
     */
    MetadataConfig metadata();

    /**
     * The table of commit slots in the database.
     */
    SlotTable slotTable();

    /**
     * What to do when the database does not know a log that has a past, lacks part of it, or was last used with another copy of
     * the log's directory. The default is `fail`; in dev mode and in tests, where schemas are dropped, it is `start-afresh`.
     */
    Optional<UnknownDatabase> unknownDatabase();

    /**
     * What to do when the log is new and the database knows the logs of others. They are those of other instances, or one is
     * the log that this instance had before its directory was lost, with events that may not have been published. `warn`
     * names them in a warning; `refuse` ends the start, for a fixed set of instances with directories that last; `accept`
     * says nothing. The default is `warn`; in dev mode and in tests it is `accept`.
     */
    Optional<NewLog> newLog();

    /**
     * How long a start or a question about a transaction in doubt waits for the session that holds its slot.
     */
    @WithDefault("5s")
    Duration holderPatience();

    /**
     * What happens to a session that holds a slot longer than `quarkus.durable.holder-patience`. It is a session of this
     * application that was cut off, or of an earlier process of it, so the default is to end it: nobody else is left who would.
     * With `wait` the question is asked again until the database ends the session.
     */
    @WithDefault("terminate")
    HolderPolicy holderPolicy();

    /**
     * Transactions in doubt while the application runs.
     */
    InDoubt inDoubt();

    /**
     * What a commit waits for. `strict`: the log and then the database. `staged`: the database alone; the record of the
     * transaction travels in the slot table, and the log is written behind. Needs a database that syncs its commits.
     */
    @WithDefault("strict")
    CommitMode commitMode();

    /**
     * When a slot is used again in the commit mode `staged`. `logged`: when the log has what it holds, so that the loss of the
     * node together with the log's disk takes what is not yet published. `published`: when all sinks have acknowledged it, so
     * that another instance can publish what a lost one did not (`quarkus.durable.adopt`).
     */
    @WithDefault("logged")
    StagedUntil stagedUntil();

    /**
     * Ids of logs whose nodes and disks are gone for good. At its start this instance fences them, takes the transactions that
     * their slots still hold into its own log, and publishes them. If several instances have this setting, the first does it.
     * Remove it when `DURABLE-0030` says that all of it is published.
     */
    Optional<Set<UUID>> adopt();

    /**
     * Settings of single datasources.
     */
    @ConfigDocMapKey("datasource-name")
    Map<String, Datasource> datasource();

    /**
     * Settings of the commit mode `staged`.
     */
    Staged staged();

    /**
     * Sinks that no longer exist and whose unpublished events are given up. Without an entry here the log keeps them for ever.
     */
    Optional<Set<String>> retiredSinks();

    /**
     * How events are published.
     */
    Publication publication();

    /** Values of {@link #commitMode()}. */
    enum CommitMode {
        /** Log and database. */
        STRICT,
        /** The database. */
        STAGED
    }

    /** Settings of one datasource. */
    interface Datasource {

        /**
         * What a commit on this datasource waits for. The default is `quarkus.durable.commit-mode`.
         */
        Optional<CommitMode> commitMode();

        /**
         * When a slot of this datasource is used again. The default is `quarkus.durable.staged-until`.
         */
        Optional<StagedUntil> stagedUntil();
    }

    /** Values of {@link #stagedUntil()}. */
    enum StagedUntil {
        /** The log has it. */
        LOGGED,
        /** All sinks have acknowledged it. */
        PUBLISHED
    }

    /** Settings of the commit mode `staged`. */
    interface Staged {

        /**
         * Slots on each datasource, 1 to 10000. A slot is used again when its last transaction is durable in the log, so there
         * must be more than transactions commit at the same time; with `quarkus.durable.staged-until=published` as many as
         * commit while the slowest sink is behind.
         */
        @WithDefault("256")
        int maxSlots();

        /**
         * How long a commit waits for a slot when all are in use; then it fails.
         */
        @WithDefault("5s")
        Duration slotWait();

        /**
         * Records over this size do not travel in the slot table: their commits wait for the log. At most 4000 bytes.
         */
        @WithDefault("1536")
        MemorySize inlineLimit();

        /**
         * Largest record of a transaction with `quarkus.durable.staged-until=published`, where each has to travel in the slot
         * table: `quarkus.durable.staged.inline-limit` does not apply, and a transaction with a larger one is refused. At most
         * 16M; on H2 at most 4000 bytes fit.
         */
        @WithDefault("256K")
        MemorySize publishedLimit();
    }

    /** Values of {@link #unknownDatabase()}. */
    enum UnknownDatabase {
        /** End the start with a message. */
        FAIL,
        /** Publish nothing more of the log's past and begin anew. */
        START_AFRESH
    }

    /** Values of {@link #newLog()}. */
    enum NewLog {
        ACCEPT,
        WARN,
        REFUSE
    }

    /** Values of {@link #holderPolicy()}. */
    enum HolderPolicy {
        /** End it. */
        TERMINATE,
        /** Wait until the database notices that its client is gone. */
        WAIT
    }

    /** Settings of transactions in doubt. */
    interface InDoubt {

        /**
         * How long a commit may take from the moment its record is in the log. A transaction whose end was not reported by then
         * is in doubt, its session may be ended (`quarkus.durable.holder-policy`), and its slot says what became of it. Set it
         * above the time that a commit of the database may wait, for example for a standby.
         */
        @WithDefault("60s")
        Duration completionPatience();

        /**
         * How long a transaction may be in doubt before `quarkus.durable.in-doubt.policy` takes effect. Later events of its
         * keys wait for its outcome in any case; those of other keys pass.
         */
        @WithDefault("60s")
        Duration patience();

        /**
         * What follows when a transaction is in doubt for longer than `quarkus.durable.in-doubt.patience`. With `wait` the
         * instance is not ready until the database has answered; with `refuse` it stays ready, and transactions that change
         * one of the same keys fail with `DURABLE-0117`, so that no more events pile up behind it. Either is logged as an
         * error.
         */
        @WithDefault("wait")
        Policy policy();

        /** Values of {@link #policy()}. */
        enum Policy {
            WAIT,
            REFUSE
        }
    }

    /** Settings of the log. */
    interface Log {

        /**
         * Size of a segment file.
         */
        @WithDefault("64M")
        MemorySize segmentSize();

        /**
         * The segments together never take more than this, but for one more segment that a start may need for what was in
         * doubt. When it is reached, commits of durable entities fail until sinks acknowledge. No limit if it is not set.
         */
        Optional<MemorySize> diskBudget();

        /**
         * Largest record of one transaction; at most a quarter of a segment.
         */
        @WithDefault("16M")
        MemorySize maxRecordSize();

        /**
         * When a record counts as durable: `commit` after a synchronous write, `interval` at once with a sync every
         * `quarkus.durable.log.sync-interval`, so that a crash of the machine may lose events of that window, or `none` for
         * tests.
         */
        @WithDefault("commit")
        Sync sync();

        /**
         * Loss window of `quarkus.durable.log.sync=interval`.
         */
        @WithDefault("100ms")
        Duration syncInterval();

        /**
         * Whether to try direct I/O. Where the file system refuses it, buffered writes and fsync are used, and a message says
         * so.
         */
        @WithDefault("true")
        boolean directIo();

        /**
         * How often the positions of the sinks are saved. After a crash events since the last save are published again.
         */
        @WithDefault("200ms")
        Duration cursorSaveInterval();

        /**
         * Records of at least this size are compressed, where that makes them shorter. None is if it is not set. With
         * encryption, whoever can put data of their own into a record and sees its length learns something of the rest.
         */
        Optional<MemorySize> compressionThreshold();

        /**
         * How a thread waits until its record is on the disk: `yield` gives the processor to other threads again and again, for
         * at most a millisecond and only where the disk is as fast, which takes time of processors that have nothing better to
         * do; `park` suspends it at once. `auto` is `park` where the time of processors is rationed (a CPU limit of the
         * container), else `yield`.
         */
        @WithDefault("auto")
        Wait waiting();

        /** Values of {@link #sync()}. */
        enum Sync {
            COMMIT,
            INTERVAL,
            NONE
        }

        /** Values of {@link #waiting()}. */
        enum Wait {
            AUTO,
            YIELD,
            PARK
        }
    }

    /** Settings of the encryption. */
    interface Encryption {

        /**
         * Whether the log is encrypted. If it is not set, it is when there is a key: from one of the settings below or a
         * `KeyProvider` bean.
         */
        Optional<Boolean> enabled();

        /**
         * Id of the key for new segments. The default is what the key file or the credentials provider says, else the highest
         * id.
         */
        OptionalLong activeKey();

        /**
         * Keys by id, a number from 1: 32 bytes in Base64 or hexadecimal. Keep each as long as a segment uses it.
         */
        @ConfigDocMapKey("key-id")
        Map<Long, String> keys();

        /**
         * File with a key in each line, `ID=KEY`, and perhaps a line `active=ID`. Only its owner may have permissions to it. It
         * is read again when keys are refreshed.
         */
        Optional<Path> keyFile();

        /**
         * Name under which a credentials provider is asked for keys. What it returns under a number is the key with this id,
         * and `active` names the active one.
         */
        Optional<String> credentialsProvider();

        /**
         * Name of the bean that is the credentials provider. Needed where there are several.
         */
        Optional<String> credentialsProviderName();

        /**
         * How often the keys are asked for again. A new active key is used from then on.
         */
        @WithDefault("1m")
        Duration refreshInterval();

        /**
         * Whether segments that are not encrypted are read. Needed to switch encryption on for a log with a past, until they
         * are released.
         */
        @WithDefault("false")
        boolean acceptPlaintext();
    }

    /** Settings of the slot table. */
    interface SlotTable {

        /**
         * Name of the table, optionally with a schema; its sequence has the same name with `_token` appended.
         */
        @WithDefault("durable_slot")
        String name();

        /**
         * Whether the table and its sequence are created when they do not exist. If not, create them with the statements in the
         * documentation.
         */
        @WithDefault("true")
        boolean create();
    }

    /** Settings of the publication. */
    interface Publication {

        /**
         * Messages of one sink that may be sent and not yet acknowledged.
         */
        @WithDefault("256")
        int maxInFlight();

        /**
         * Pause before the first repetition of a send that failed; it doubles up to `quarkus.durable.publication.retry-max`.
         */
        @WithDefault("100ms")
        Duration retryMin();

        /**
         * Longest pause between repetitions of a send.
         */
        @WithDefault("10s")
        Duration retryMax();

        /**
         * How long all events wait for a transaction before them whose outcome is not known. Then those of other keys pass it:
         * on a channel that it has events for, as many as eight times `quarkus.durable.publication.max-in-flight`. Those of its
         * own keys wait until its outcome is known.
         */
        @WithDefault("1s")
        Duration passUndecidedAfter();

        /**
         * How long a shutdown waits for messages that are in flight. What is not acknowledged by then is published after the
         * restart.
         */
        @WithDefault("5s")
        Duration stopTimeout();
    }
}
