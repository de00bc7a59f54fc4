package io.quarkiverse.durable.wal.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.CursorTable;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * The file {@code cursors}: two copies of the table, written in turn and in place, so that a crash damages at most the copy
 * that was being written. A save is one write; to replace the file takes three syncs.
 */
public final class CursorFile {

    static final String NAME = "cursors";

    private final Storage storage;
    private final Storage.Mode mode;
    private int copyBytes;
    private ByteBuffer block;
    private CursorTable newest;
    private boolean copyLost;

    private CursorFile(Storage storage, Storage.Mode mode, int copyBytes, CursorTable newest, boolean copyLost) {
        this.storage = storage;
        this.mode = mode;
        this.copyBytes = copyBytes;
        this.block = aligned(copyBytes);
        this.newest = newest;
        this.copyLost = copyLost;
    }

    /** For a new log. */
    public static void create(Storage storage, UUID logId) throws IOException {
        SmallFile.replace(storage, NAME, image(new CursorTable(logId, 0, new TreeMap<>()), Layout.BLOCK_BYTES));
    }

    /** A file that is missing or has no copy that checks is an error: without it nobody knows what may be released. */
    public static CursorFile load(Storage storage, UUID logId, Storage.Mode mode) throws IOException {
        Path path = storage.directory().resolve(NAME);
        if (storage.list().stream().noneMatch(e -> e.name().equals(NAME))) {
            throw new WalException.Corrupt(path, 0, "the positions of the consumers", "no such file");
        }
        try {
            ByteBuffer bytes = SmallFile.read(storage, NAME);
            int half = bytes.remaining() / 2;
            if (half == 0 || bytes.remaining() % (2 * Layout.BLOCK_BYTES) != 0) {
                throw BadBytes.corrupt(0, "two copies in whole blocks", bytes.remaining() + " bytes");
            }
            CursorTable first = copy(bytes, half, 0, logId);
            CursorTable second = copy(bytes, half, 1, logId);
            CursorTable newest = newer(first, second);
            if (newest == null) {
                throw BadBytes.corrupt(0, "a copy of the table that checks", "none");
            }
            return new CursorFile(storage, mode, half, newest, first == null || second == null);
        } catch (BadBytes e) {
            throw e.in(path);
        }
    }

    private static @Nullable CursorTable copy(ByteBuffer bytes, int copyBytes, int index, UUID logId) throws BadBytes {
        CursorTable table = CursorTable.decode(bytes.slice(index * copyBytes, copyBytes));
        if (table == null || (table.sequence() & 1) != index) {
            return null;
        }
        if (!table.logId().equals(logId)) {
            throw BadBytes.corrupt(index * (long) copyBytes + 16, "log id " + logId, table.logId().toString());
        }
        return table;
    }

    private static @Nullable CursorTable newer(@Nullable CursorTable first, @Nullable CursorTable second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first.sequence() > second.sequence() ? first : second;
    }

    /** As of the last save. */
    public SortedMap<String, Lsn> positions() {
        return newest.positions();
    }

    Path path() {
        return storage.directory().resolve(NAME);
    }

    /**
     * Makes durable what was read, before anything is decided by it: a copy may be in the page cache only. Where one copy was
     * lost it may have been the newer one, and what all consumers had acknowledged by then may be gone.
     *
     * @param gone up to here the log is truncated
     */
    public void confirm(Lsn gone) throws IOException {
        if (!copyLost) {
            put(newest);
            return;
        }
        SortedMap<String, Lsn> raised = new TreeMap<>();
        positions().forEach((name, at) -> raised.put(name, Lsn.max(at, gone)));
        write(raised);
        copyLost = false;
    }

    /** Into the older copy. Durable on return; after a failure what was there before stands, and it can be tried again. */
    void write(SortedMap<String, Lsn> positions) throws IOException {
        CursorTable next = new CursorTable(newest.logId(), newest.sequence() + 1, positions);
        if (next.sizeBytes() > copyBytes) {
            enlarge(next);
        } else {
            put(next);
            newest = next;
        }
    }

    /** Into both copies: then no loss of one can bring back an older set of consumers. */
    void writeBoth(SortedMap<String, Lsn> positions) throws IOException {
        write(positions);
        write(positions);
    }

    private void put(CursorTable table) throws IOException {
        ByteBuffer bytes = block.clear();
        table.encode(bytes);
        bytes.flip().limit((int) Layout.roundUpToBlock(bytes.limit()));
        try (StorageFile file = storage.open(NAME, mode)) {
            file.write(bytes, (table.sequence() & 1) * copyBytes);
            file.force();
        }
    }

    private void enlarge(CursorTable next) throws IOException {
        int larger = copyBytes;
        while (larger < next.sizeBytes()) {
            larger *= 2;
        }
        CursorTable even = next.withSequence(next.sequence() + (next.sequence() & 1));
        SmallFile.replace(storage, NAME, image(even, larger));
        newest = even.withSequence(even.sequence() + 1);
        copyBytes = larger;
        block = aligned(larger);
    }

    /** A whole file. */
    private static ByteBuffer image(CursorTable even, int copyBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * copyBytes);
        even.encode(bytes);
        even.withSequence(even.sequence() + 1).encode(bytes.position(copyBytes));
        return bytes.clear();
    }

    private static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + Layout.BLOCK_BYTES).alignedSlice(Layout.BLOCK_BYTES);
    }
}
