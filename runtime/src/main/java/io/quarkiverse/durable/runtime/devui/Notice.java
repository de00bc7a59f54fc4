package io.quarkiverse.durable.runtime.devui;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.durable.DurableLog.Consequence;
import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;
import io.quarkiverse.durable.wal.WalStatus;

/**
 * Something that a person should know, and what to do about it.
 *
 * @param restart whether the remedy is a restart of the application
 */
public record Notice(Level level, String text, boolean restart) {

    /** How bad it is. */
    public enum Level {
        INFO,
        WARNING,
        ERROR
    }

    /** The worst first. */
    static List<Notice> of(Status status) {
        List<Notice> notices = new ArrayList<>();
        phase(status, notices);
        WalStatus log = status.log();
        if (log != null && log.failure() != null && status.phase() != Phase.FAILED) {
            notices.add(new Notice(Level.ERROR, "The log cannot be written: " + log.failure()
                    + ". Every commit of a durable entity fails. Mend the disk, then restart: opening the log recovers it.",
                    true));
        }
        status.sinks().forEach(sink -> sink(sink, notices));
        if (!status.inDoubt().isEmpty() && status.phase() == Phase.SERVING) {
            notices.add(new Notice(Level.WARNING, "The database is asked what became of " + status.inDoubt().size()
                    + (status.inDoubt().size() == 1 ? " transaction" : " transactions")
                    + "; this ends by itself as soon as it answers. Later events of their keys wait.", false));
            overdue(status, notices);
        }
        if (log != null && !log.directIo()) {
            notices.add(new Notice(Level.INFO, "Direct I/O is off or the file system refuses it; buffered writes and fsync are"
                    + " used. As safe, but slower: for speed put quarkus.durable.directory on ext4 or XFS.", false));
        }
        notices.sort((a, b) -> b.level().compareTo(a.level()));
        return List.copyOf(notices);
    }

    private static void overdue(Status status, List<Notice> notices) {
        if (status.inDoubt().stream().anyMatch(each -> each.consequence() == Consequence.NOT_READY)) {
            notices.add(new Notice(Level.ERROR, "A transaction is in doubt for longer than quarkus.durable.in-doubt.patience:"
                    + " this instance is not ready until the database has answered.", false));
        } else if (status.inDoubt().stream().anyMatch(each -> each.consequence() == Consequence.KEYS_REFUSED)) {
            notices.add(new Notice(Level.ERROR, "A transaction is in doubt for longer than quarkus.durable.in-doubt.patience:"
                    + " transactions that change the same keys are refused until the database has answered.", false));
        }
    }

    private static void phase(Status status, List<Notice> notices) {
        switch (status.phase()) {
            case FAILED:
                notices.add(new Notice(Level.ERROR, "Commits of durable entities are refused until the application is"
                        + " restarted. Mend the cause, then restart: opening the log recovers it, and nothing that was"
                        + " committed is lost.", true));
                break;
            case WAITING_FOR_DATABASE:
                notices.add(new Notice(Level.WARNING, "Start the database or correct its URL. It is tried again every few"
                        + " seconds; no restart is needed.", false));
                break;
            case STARTING, RECOVERING, SERVING, STOPPED:
                break;
        }
    }

    private static void sink(Sink sink, List<Notice> notices) {
        if (sink.lastFailure() != null) {
            notices.add(new Notice(Level.WARNING, "Channel " + sink.channel() + " refuses messages (" + sink.lastFailure()
                    + "). They are repeated in order until they are acknowledged, and the log keeps them: look at its consumer"
                    + " or broker.", false));
        }
    }
}
