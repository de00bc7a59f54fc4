package io.quarkiverse.durable.wal;

import java.nio.file.Path;
import java.util.Set;

/**
 * Told of everything that happens to a log: for log messages, metrics and tests, which wait for these calls instead of
 * sleeping. Calls come on the thread that does the work, which may be an appender's, and must not block, append or wait for a
 * ticket. An exception thrown by a listener counts as a failure of the step.
 */
public interface WalListener {

    /** Does nothing. */
    WalListener NONE = new WalListener() {
    };

    /** A batch was encoded and its write begins; none of it is durable. */
    default void batchStarted(Lsn first, Lsn last, int bytes) {
    }

    /** The batch is durable; its waiters have not been told. */
    default void batchDurable(Lsn first, Lsn last, int bytes, long nanos) {
    }

    /** A new segment is in use, its header and its directory entry durable. */
    default void segmentOpened(Path file, Lsn first, boolean recycled) {
    }

    /** A segment below every hold was removed or made ready for reuse. */
    default void segmentReleased(Path file, Lsn first) {
    }

    /** Records below {@code firstKept} are gone. */
    default void truncated(Lsn firstKept) {
    }

    /** The last segment ended in an unfinished write, which was cut off; nothing acknowledged was in it. */
    default void tornTailCut(Path file, long offset, Lsn lastKept) {
    }

    /** The file system refuses direct I/O; buffered writes and fsync are used. Said once per opening. */
    default void directIoRefused(Path directory, String why) {
    }

    default void cursorSaved(String name, Lsn position) {
    }

    /**
     * Saving cursors or releasing segments failed in the background; the log goes on and tries again. Said once for each reason
     * until it worked again.
     */
    default void upkeepFailed(WalException cause) {
    }

    /**
     * New segments are encrypted with this key from now on.
     *
     * @param needed ids of the keys without which segments cannot be read
     */
    default void keyInUse(long keyId, Set<Long> needed) {
    }

    /** No segment uses this key any more: it may be removed from the ring. */
    default void keyUnneeded(long keyId) {
    }

    /** Asking for the keys again failed; those there were are used on. Said once for each reason until it worked again. */
    default void keysNotRefreshed(WalException cause) {
    }

    /** A write or sync failed; the log refuses everything from now on. */
    default void poisoned(WalException cause) {
    }
}
