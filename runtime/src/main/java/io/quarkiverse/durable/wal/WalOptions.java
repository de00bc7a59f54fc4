package io.quarkiverse.durable.wal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a log; values only, collaborators are given to the engine.
 *
 * @param directory created if it does not exist, with mode 0700
 * @param segmentSizeBytes size of a segment file, 64 KiB to 1 GiB, a multiple of 4096
 * @param diskBudgetBytes at least three segments, or 0 for no limit of ours; all segments together never exceed this, but for
 *        one that an opening may need
 * @param recordBytesMax largest payload; at most a quarter of a segment
 * @param syncMode when an append counts as durable
 * @param syncInterval loss window of {@link SyncMode#INTERVAL}
 * @param directIo try direct I/O; where the file system refuses it, buffered writes and fsync are used and the listener is told
 * @param cursorSaveInterval cursors that moved are saved at least this often
 * @param closeTimeout how long {@link Wal#close()} waits for the writer
 * @param waiting how threads wait for their records in {@link SyncMode#COMMIT}
 * @param compressionThresholdBytes payloads of at least this size are stored compressed where that is shorter; 0 compresses
 *        none
 */
public record WalOptions(Path directory, int segmentSizeBytes, long diskBudgetBytes, int recordBytesMax, SyncMode syncMode,
        Duration syncInterval, boolean directIo, Duration cursorSaveInterval, Duration closeTimeout, WaitMode waiting,
        int compressionThresholdBytes) {

    /** When an append counts as durable. */
    public enum SyncMode {
        /** After a synchronous write of it. The default. */
        COMMIT,
        /** At once; synced every {@link WalOptions#syncInterval()}, so a crash of the machine loses at most that window. */
        INTERVAL,
        /** At once and never synced: for tests. */
        NONE
    }

    /** How a thread waits until its record is durable. */
    public enum WaitMode {
        /**
         * Gives the processor to other threads again and again, for about as long as two writes take where the disk answers
         * within a millisecond, and is suspended then. Takes time of processors that have nothing better to do. The default.
         */
        YIELD,
        /** Is suspended at once: for processors that are paid by use. */
        PARK
    }

    public WalOptions {
        require(segmentSizeBytes >= 64 * 1024 && segmentSizeBytes <= 1 << 30 && segmentSizeBytes % 4096 == 0,
                "segment size", segmentSizeBytes, "64 KiB to 1 GiB, a multiple of 4096");
        require(diskBudgetBytes == 0 || diskBudgetBytes >= 3L * segmentSizeBytes,
                "disk budget", diskBudgetBytes, "0 or at least three segments of " + segmentSizeBytes + " bytes");
        require(recordBytesMax > 0 && recordBytesMax <= segmentSizeBytes / 4,
                "largest record", recordBytesMax, "1 byte to a quarter of the segment size " + segmentSizeBytes);
        requirePositive(syncInterval, "sync interval");
        requirePositive(cursorSaveInterval, "cursor save interval");
        requirePositive(closeTimeout, "close timeout");
        require(compressionThresholdBytes >= 0, "compression threshold", compressionThresholdBytes, "0 or more");
    }

    private static void requirePositive(Duration value, String what) {
        if (value.isZero() || value.isNegative()) {
            throw new WalException.InvalidOption(what + " is " + value + ", allowed is more than zero");
        }
    }

    private static void require(boolean holds, String what, long value, String range) {
        if (!holds) {
            throw new WalException.InvalidOption(what + " is " + value + " bytes, allowed is " + range);
        }
    }

    /**
     * 64-MiB segments, 16-MiB records, no budget, synced at commit, direct I/O, cursors saved every 200 ms, nothing compressed.
     */
    public static WalOptions defaults(Path directory) {
        return new WalOptions(directory, 64 << 20, 0, 16 << 20, SyncMode.COMMIT, Duration.ofMillis(100), true,
                Duration.ofMillis(200), Duration.ofSeconds(10), WaitMode.YIELD, 0);
    }

    public WalOptions withSegmentSize(int bytes) {
        return new WalOptions(directory, bytes, diskBudgetBytes, Math.min(recordBytesMax, bytes / 4), syncMode, syncInterval,
                directIo, cursorSaveInterval, closeTimeout, waiting, compressionThresholdBytes);
    }

    public WalOptions withDiskBudget(long bytes) {
        return new WalOptions(directory, segmentSizeBytes, bytes, recordBytesMax, syncMode, syncInterval, directIo,
                cursorSaveInterval, closeTimeout, waiting, compressionThresholdBytes);
    }

    public WalOptions withSyncMode(SyncMode mode) {
        return new WalOptions(directory, segmentSizeBytes, diskBudgetBytes, recordBytesMax, mode, syncInterval, directIo,
                cursorSaveInterval, closeTimeout, waiting, compressionThresholdBytes);
    }

    public WalOptions withDirectIo(boolean direct) {
        return new WalOptions(directory, segmentSizeBytes, diskBudgetBytes, recordBytesMax, syncMode, syncInterval, direct,
                cursorSaveInterval, closeTimeout, waiting, compressionThresholdBytes);
    }

    public WalOptions withWaiting(WaitMode mode) {
        return new WalOptions(directory, segmentSizeBytes, diskBudgetBytes, recordBytesMax, syncMode, syncInterval, directIo,
                cursorSaveInterval, closeTimeout, mode, compressionThresholdBytes);
    }

    public WalOptions withCompression(int thresholdBytes) {
        return new WalOptions(directory, segmentSizeBytes, diskBudgetBytes, recordBytesMax, syncMode, syncInterval, directIo,
                cursorSaveInterval, closeTimeout, waiting, thresholdBytes);
    }
}
