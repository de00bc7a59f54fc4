package io.quarkiverse.durable.wal.catalog;

import java.util.UUID;
import java.util.function.LongSupplier;

import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.storage.Storage;

/**
 * What new segments are like.
 *
 * @param budgetBytes all segment files together, 0 is no limit
 */
public record SegmentSettings(UUID logId, long epoch, int sizeBytes, long budgetBytes, int flags, SegmentCipher cipher,
        Storage.Mode mode,
        LongSupplier clockMillis, WalListener listener) {
}
