package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.runtime.config.CaptureConfig;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.CommitMode;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.NewLog;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.StagedUntil;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.UnknownDatabase;
import io.quarkiverse.durable.runtime.config.MetadataConfig;
import io.quarkiverse.durable.runtime.journal.Chunking;
import io.quarkiverse.durable.runtime.keys.KeySettings;
import io.quarkiverse.durable.runtime.metadata.MetadataSettings;
import io.quarkiverse.durable.runtime.publication.PublicationSettings;
import io.quarkiverse.durable.runtime.recovery.Recovery;
import io.quarkiverse.durable.runtime.slot.SlotNames;
import io.quarkiverse.durable.runtime.slot.SlotTable;
import io.quarkiverse.durable.runtime.transaction.Doubts;
import io.quarkiverse.durable.runtime.transaction.SlotSpace.Staging;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.MemorySize;

/** The configuration in the terms of the parts that it is for. */
final class Settings {

    private static final Duration IN_DOUBT_MAX = Duration.ofDays(7);
    private static final int SLOTS_MAX = 10_000;
    private static final long BUFFER_MIN = 1024;
    private static final int PUBLISHED_BYTES_MAX = 16 << 20;
    private static final Duration WRITER_CLOSE = Duration.ofSeconds(10);

    private Settings() {
    }

    static WalOptions wal(DurableRuntimeConfig config, LaunchMode mode) {
        DurableRuntimeConfig.Log log = config.log();
        int segment = bytes("segment-size", log.segmentSize());
        return new WalOptions(config.directory().orElse(directory(mode)).toAbsolutePath().normalize(), segment,
                log.diskBudget().map(MemorySize::asLongValue).orElse(0L),
                recordBytesMax(log),
                WalOptions.SyncMode.valueOf(log.sync().name()), log.syncInterval(), log.directIo(), log.cursorSaveInterval(),
                WRITER_CLOSE, waiting(log.waiting()),
                log.compressionThreshold().map(size -> bytes("compression-threshold", size)).orElse(0));
    }

    static Chunking chunking(DurableRuntimeConfig config) {
        CaptureConfig capture = config.capture();
        if (capture.bufferSize().asLongValue() < BUFFER_MIN) {
            throw refused("quarkus.durable.capture.buffer-size", capture.bufferSize().asLongValue(),
                    BUFFER_MIN + " bytes or more");
        }
        if (capture.chunkPatience().isNegative() || capture.chunkPatience().isZero()
                || capture.chunkPatience().compareTo(IN_DOUBT_MAX) > 0) {
            throw refused("quarkus.durable.capture.chunk-patience", capture.chunkPatience(),
                    "above zero, up to " + IN_DOUBT_MAX);
        }
        return Chunking.of(capture.bufferSize().asLongValue(), recordBytesMax(config.log()), capture.chunkPatience());
    }

    private static int recordBytesMax(DurableRuntimeConfig.Log log) {
        return Math.min(bytes("max-record-size", log.maxRecordSize()), bytes("segment-size", log.segmentSize()) / 4);
    }

    private static WalOptions.WaitMode waiting(DurableRuntimeConfig.Log.Wait wait) {
        return switch (wait) {
            case AUTO -> CpuQuota.isSet() ? WalOptions.WaitMode.PARK : WalOptions.WaitMode.YIELD;
            case YIELD -> WalOptions.WaitMode.YIELD;
            case PARK -> WalOptions.WaitMode.PARK;
        };
    }

    static KeySettings keys(DurableRuntimeConfig.Encryption encryption) {
        return new KeySettings(encryption.enabled(), encryption.activeKey(), encryption.keys(), encryption.keyFile(),
                encryption.credentialsProvider(), encryption.credentialsProviderName(), encryption.acceptPlaintext());
    }

    private static int bytes(String property, MemorySize size) {
        if (size.asLongValue() > Integer.MAX_VALUE) {
            throw new WalException.InvalidOption("quarkus.durable.log." + property + " is over 2 GiB");
        }
        return (int) size.asLongValue();
    }

    private static Path directory(LaunchMode mode) {
        switch (mode) {
            case DEVELOPMENT:
                return Path.of("target", "durable-log-dev");
            case TEST:
                return Path.of("target", "durable-log-test");
            default:
                return Path.of("durable-log");
        }
    }

    /** @param bySchema datasources whose connections have the schema of one tenant or another */
    static SlotNames slotNames(DurableRuntimeConfig config, Set<String> bySchema) {
        SlotNames names = new SlotNames(config.slotTable().name());
        if (!bySchema.isEmpty() && !names.hasSchema()) {
            throw new DurableException("DURABLE-0208", "Each tenant has a schema of its own on the datasource "
                    + String.join(", ", new TreeSet<>(bySchema)) + ", and the slot table must be found from all of them."
                    + " Name its schema: quarkus.durable.slot-table.name=public." + names.table());
        }
        return names;
    }

    static Recovery.Policy recovery(DurableRuntimeConfig config, LaunchMode mode) {
        UnknownDatabase unknown = config.unknownDatabase()
                .orElse(mode == LaunchMode.NORMAL ? UnknownDatabase.FAIL : UnknownDatabase.START_AFRESH);
        NewLog newLog = config.newLog().orElse(mode == LaunchMode.NORMAL ? NewLog.WARN : NewLog.ACCEPT);
        return new Recovery.Policy(config.slotTable().create(), Recovery.UnknownDatabase.valueOf(unknown.name()),
                Recovery.NewLog.valueOf(newLog.name()),
                config.log().sync() == DurableRuntimeConfig.Log.Sync.COMMIT);
    }

    /** Before anything is opened. */
    static void checkDatasources(DurableRuntimeConfig config, Set<String> datasources) {
        for (String name : config.datasource().keySet()) {
            if (!datasources.contains(name)) {
                throw refused("A key of quarkus.durable.datasource", name,
                        "a datasource with durable entities, of " + datasources);
            }
        }
        boolean staged = false;
        for (String datasource : datasources) {
            staged |= staging(config, datasource) != null;
            DurableRuntimeConfig.Datasource own = config.datasource().get(datasource);
            if (own != null && own.stagedUntil().isPresent() && staging(config, datasource) == null) {
                throw notStaged("quarkus.durable.datasource.\"" + datasource + "\".staged-until");
            }
        }
        if (!staged && config.stagedUntil() == StagedUntil.PUBLISHED) {
            throw notStaged("quarkus.durable.staged-until");
        }
    }

    private static DurableException notStaged(String property) {
        return new DurableException("DURABLE-0207",
                property + " says when a slot is used again in the commit mode staged, and the"
                        + " commit mode is strict. Set quarkus.durable.commit-mode=staged as well.");
    }

    /** Null where commits wait for the log; the number of slots is then not fixed. */
    static @Nullable Staging staging(DurableRuntimeConfig config, String datasource) {
        DurableRuntimeConfig.Datasource own = config.datasource().get(datasource);
        CommitMode mode = own == null ? config.commitMode() : own.commitMode().orElse(config.commitMode());
        StagedUntil until = own == null ? config.stagedUntil() : own.stagedUntil().orElse(config.stagedUntil());
        if (mode == CommitMode.STAGED) {
            return checked(config, until == StagedUntil.PUBLISHED);
        }
        return null;
    }

    private static Staging checked(DurableRuntimeConfig config, boolean untilPublished) {
        DurableRuntimeConfig.Staged staged = config.staged();
        if (config.log().sync() != DurableRuntimeConfig.Log.Sync.COMMIT) {
            throw refused("quarkus.durable.log.sync", config.log().sync(),
                    "commit, where the commit mode is staged: a slot is used again when the log is durable");
        }
        if (staged.maxSlots() < 1 || staged.maxSlots() > SLOTS_MAX) {
            throw refused("quarkus.durable.staged.max-slots", staged.maxSlots(), "1 to " + SLOTS_MAX);
        }
        if (staged.inlineLimit().asLongValue() > SlotTable.RECORD_BYTES_MAX) {
            throw refused("quarkus.durable.staged.inline-limit", staged.inlineLimit().asLongValue(),
                    "at most " + SlotTable.RECORD_BYTES_MAX + " bytes");
        }
        if (staged.slotWait().isNegative()) {
            throw refused("quarkus.durable.staged.slot-wait", staged.slotWait(), "zero or more");
        }
        if (staged.publishedLimit().asLongValue() > PUBLISHED_BYTES_MAX) {
            throw refused("quarkus.durable.staged.published-limit", staged.publishedLimit().asLongValue(),
                    "at most " + PUBLISHED_BYTES_MAX + " bytes");
        }
        MemorySize limit = untilPublished ? staged.publishedLimit() : staged.inlineLimit();
        return new Staging(staged.maxSlots(), (int) limit.asLongValue(), staged.slotWait(), untilPublished);
    }

    private static DurableException refused(String property, Object value, String allowed) {
        return new DurableException("DURABLE-0207", property + " is " + value + ", allowed is " + allowed + ".");
    }

    static MetadataSettings metadata(MetadataConfig config) {
        return new MetadataSettings(config.user(), config.requestId() ? config.requestIdHeader() : null, config.traceContext());
    }

    static PublicationSettings publication(DurableRuntimeConfig config) {
        DurableRuntimeConfig.Publication publication = config.publication();
        return new PublicationSettings(publication.maxInFlight(), publication.retryMin(), publication.retryMax(),
                publication.passUndecidedAfter(), publication.stopTimeout());
    }

    static Doubts.Policy doubts(DurableRuntimeConfig.InDoubt inDoubt) {
        return new Doubts.Policy(positive("patience", inDoubt.patience()),
                inDoubt.policy() == DurableRuntimeConfig.InDoubt.Policy.REFUSE ? Consequence.KEYS_REFUSED
                        : Consequence.NOT_READY);
    }

    /** Whether the transaction manager ends the branches that a crash left prepared. */
    static boolean isXaRecovered() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.transaction-manager.enable-recovery", Boolean.class)
                .orElse(false);
    }

    static Duration completionPatience(DurableRuntimeConfig.InDoubt inDoubt) {
        return positive("completion-patience", inDoubt.completionPatience());
    }

    private static Duration positive(String property, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(IN_DOUBT_MAX) > 0) {
            throw new DurableException("DURABLE-0231", "quarkus.durable.in-doubt." + property + " is " + duration
                    + "; it must be above zero and at most " + IN_DOUBT_MAX + ".");
        }
        return duration;
    }
}
