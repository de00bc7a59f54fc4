package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.file.Path;
import java.time.Duration;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.NewLog;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig.UnknownDatabase;
import io.quarkiverse.durable.runtime.keys.KeySettings;
import io.quarkiverse.durable.runtime.publication.PublicationSettings;
import io.quarkiverse.durable.runtime.recovery.Recovery;
import io.quarkiverse.durable.runtime.transaction.Doubts;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.MemorySize;

/** The configuration in the terms of the parts that it is for. */
final class Settings {

    private static final Duration IN_DOUBT_MAX = Duration.ofDays(7);
    private static final Duration WRITER_CLOSE = Duration.ofSeconds(10);

    private Settings() {
    }

    static WalOptions wal(DurableRuntimeConfig config, LaunchMode mode) {
        DurableRuntimeConfig.Log log = config.log();
        int segment = bytes("segment-size", log.segmentSize());
        return new WalOptions(config.directory().orElse(directory(mode)).toAbsolutePath().normalize(), segment,
                log.diskBudget().map(MemorySize::asLongValue).orElse(0L),
                Math.min(bytes("max-record-size", log.maxRecordSize()), segment / 4),
                WalOptions.SyncMode.valueOf(log.sync().name()), log.syncInterval(), log.directIo(), log.cursorSaveInterval(),
                WRITER_CLOSE, waiting(log.waiting()),
                log.compressionThreshold().map(size -> bytes("compression-threshold", size)).orElse(0));
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

    static Recovery.Policy recovery(DurableRuntimeConfig config, LaunchMode mode) {
        UnknownDatabase unknown = config.unknownDatabase()
                .orElse(mode == LaunchMode.NORMAL ? UnknownDatabase.FAIL : UnknownDatabase.START_AFRESH);
        NewLog newLog = config.newLog().orElse(mode == LaunchMode.NORMAL ? NewLog.WARN : NewLog.ACCEPT);
        return new Recovery.Policy(config.slotTable().create(), Recovery.UnknownDatabase.valueOf(unknown.name()),
                Recovery.NewLog.valueOf(newLog.name()),
                config.log().sync() == DurableRuntimeConfig.Log.Sync.COMMIT);
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
