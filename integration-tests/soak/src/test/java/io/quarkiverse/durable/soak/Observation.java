package io.quarkiverse.durable.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.wal.WalStatus;

/** What the log looks like at one moment. Bytes are those of the files, not what the log says of itself. */
record Observation(long firstLsn, long durableLsn, long lastLsn, long cursor, long diskBytes) {

    static Observation of(DurableLog log, Path directory) throws IOException {
        long bytes = bytes(directory);
        DurableLog.Status status = log.status();
        WalStatus wal = status.log();
        if (wal == null || status.phase() != DurableLog.Phase.SERVING) {
            throw new AssertionError("The log does not serve: " + status.phase() + ", " + status.detail());
        }
        return new Observation(wal.firstLsn().value(), wal.durableLsn().value(), wal.lastLsn().value(),
                status.sinks().stream().mapToLong(DurableLog.Sink::cursor).min().orElseThrow(), bytes);
    }

    private static long bytes(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.list(directory)) {
            files = paths.toList();
        }
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                continue; // renamed or removed since the listing, which is what we came to see
            }
        }
        return bytes;
    }

    /** Each number that went back since the earlier observation; empty is right. */
    List<String> wentBackSince(Observation earlier) {
        return Stream.of(back("first LSN", earlier.firstLsn, firstLsn), back("durable LSN", earlier.durableLsn, durableLsn),
                back("last LSN", earlier.lastLsn, lastLsn), back("cursor", earlier.cursor, cursor))
                .filter(text -> !text.isEmpty()).toList();
    }

    private static String back(String what, long earlier, long later) {
        return later < earlier ? what + " went back from " + earlier + " to " + later : "";
    }
}
