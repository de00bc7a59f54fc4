package io.quarkiverse.durable.wal.engine;

import java.nio.file.Path;

import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.checkpoint.CursorStore;
import io.quarkiverse.durable.wal.commit.CommitLoop;

/** What the keeper does: room for what comes, and none for what nobody needs. */
final class Upkeep implements Keeper.Chores {

    private final Path directory;
    private final Catalog catalog;
    private final CursorStore cursors;
    private final CommitLoop commits;
    private final KeyRotation keys;
    private final WalListener listener;

    Upkeep(Path directory, Catalog catalog, CursorStore cursors, CommitLoop commits, KeyRotation keys, WalListener listener) {
        this.directory = directory;
        this.catalog = catalog;
        this.cursors = cursors;
        this.commits = commits;
        this.keys = keys;
        this.listener = listener;
    }

    @Override
    public void prepareSegment() {
        try {
            commits.supplied(prepared());
        } catch (WalException.Full e) {
            commits.notSupplied(() -> new WalException.Full(e));
        } catch (RuntimeException | Error e) {
            commits.notSupplied(() -> new WalException.Inaccessible(directory,
                    "a new segment cannot be prepared: " + e.getMessage(), e));
        }
    }

    /** Before it says that there is no room, it makes what room consumers allow by now. */
    private Reserve.Spare prepared() {
        try {
            return catalog.prepare();
        } catch (WalException.Full full) {
            int released;
            try {
                cursors.save();
                released = releaseUnneeded();
            } catch (WalException inVain) {
                full.addSuppressed(inVain);
                throw full;
            }
            if (released == 0) {
                throw full;
            }
            return catalog.prepare();
        }
    }

    @Override
    public void saveCursors() {
        cursors.save();
        releaseUnneeded();
    }

    /** How many segments. Any thread. */
    int releaseUnneeded() {
        cursors.claims(catalog::giveUp);
        int released = catalog.release();
        if (released > 0) {
            keys.released();
        }
        return released;
    }

    @Override
    public void failed(Throwable why) {
        listener.upkeepFailed(why instanceof WalException known ? known
                : new WalException.Inaccessible(directory, "its upkeep failed: " + why, why));
    }
}
