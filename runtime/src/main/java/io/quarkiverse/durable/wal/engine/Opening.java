package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.FileDecision;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.catalog.Segment;
import io.quarkiverse.durable.wal.checkpoint.CursorFile;
import io.quarkiverse.durable.wal.crypto.KeyRefused;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.Identity;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.segment.ReadAhead;
import io.quarkiverse.durable.wal.segment.SegmentNames;
import io.quarkiverse.durable.wal.segment.SegmentReader;
import io.quarkiverse.durable.wal.segment.TailDecision;
import io.quarkiverse.durable.wal.segment.TailScan;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * Recovery: from what a directory holds to where the next record goes. Changes nothing before everything was checked; doing it
 * twice equals doing it once. The newest segment is cut to what it uses, so this opening begins a segment of its own and never
 * writes a block that an earlier one wrote.
 */
final class Opening {

    private static final String SEALING = "sealing.tmp";
    private static final int COPY_BYTES = 1 << 20;

    private final Storage storage;
    private final Storage.Mode cursorMode;
    private final WalOptions options;
    private final WalListener listener;
    private final SegmentCipher cipher;

    Opening(Storage storage, Storage.Mode cursorMode, WalOptions options, WalListener listener, SegmentCipher cipher) {
        this.storage = storage;
        this.cursorMode = cursorMode;
        this.options = options;
        this.listener = listener;
        this.cipher = cipher;
    }

    /**
     * @param end last record of the log; an empty newest segment may begin further up
     * @param floor the next LSN is above it
     */
    record Result(Identity identity, CursorFile cursors, Catalog.Found found, Lsn end, Lsn floor) {
    }

    Result run(long nowMillis) throws IOException {
        List<Storage.Entry> files = storage.list();
        Identity before = identity(files, nowMillis);
        CursorFile cursors = CursorFile.load(storage, before.logId(), cursorMode);
        List<Headed> headed = headers(files, before);
        Headed newest = headed.isEmpty() ? null : headed.get(headed.size() - 1);
        TailScan.Tail tail = newest == null ? null : check(newest, before);
        if (newest == null && before.last().value() > 0) {
            throw new WalException.Corrupt(storage.directory(), 0, "the segment with record " + before.last(), "no segment");
        }
        Lsn reached = tail == null ? Lsn.NONE : tail.last();
        Lsn end = newest != null && reached.isBefore(newest.header.first()) ? newest.header.previousLast() : reached;
        Lsn floor = floor(reached, newest, cursors, before);
        long used = newest == null || tail == null ? 0
                : seal(newest, tail, before.closed());
        cursors.confirm(headed.isEmpty() ? Lsn.NONE : headed.get(0).header.first().previous());
        Identity now = before.opened(end);
        SmallFile.replace(storage, IdentityFile.NAME, now.encode());
        return new Result(now, cursors, found(files, headed, reached, used), end, floor);
    }

    private record Headed(Storage.Entry file, SegmentHeader header) {
    }

    private Identity identity(List<Storage.Entry> files, long nowMillis) throws IOException {
        Path path = storage.directory().resolve(IdentityFile.NAME);
        if (files.stream().anyMatch(f -> f.name().equals(IdentityFile.NAME))) {
            try {
                return Identity.decode(SmallFile.read(storage, IdentityFile.NAME));
            } catch (BadBytes e) {
                throw e.in(path);
            }
        }
        if (files.stream().anyMatch(f -> SegmentNames.firstLsn(f.name()).isPresent())) {
            throw new WalException.Corrupt(path, 0, "the identity of the log", "no such file");
        }
        Identity created = Identity.created(UUID.randomUUID(), nowMillis);
        CursorFile.create(storage, created.logId());
        SmallFile.replace(storage, IdentityFile.NAME, created.encode());
        return created;
    }

    /** The headers in LSN order; each must continue the one before it. */
    private List<Headed> headers(List<Storage.Entry> files, Identity identity) throws IOException {
        List<Headed> headed = new ArrayList<>();
        List<Storage.Entry> segments = files.stream().filter(f -> SegmentNames.firstLsn(f.name()).isPresent())
                .sorted(Comparator.comparing(Storage.Entry::name)).toList();
        for (Storage.Entry file : segments) {
            Path path = storage.directory().resolve(file.name());
            try {
                Headed next = new Headed(file, SegmentReader.header(storage, file.name()));
                checkHeader(next, headed.isEmpty() ? null : headed.get(headed.size() - 1), identity);
                cipher.open(next.header);
                headed.add(next);
            } catch (BadBytes e) {
                throw e.in(path);
            } catch (KeyRefused e) {
                throw e.in(path);
            }
        }
        return headed;
    }

    private void checkHeader(Headed next, @Nullable Headed before, Identity identity) throws BadBytes {
        SegmentHeader header = next.header;
        if (!header.logId().equals(identity.logId())) {
            throw BadBytes.corrupt(24, "log id " + identity.logId(), header.logId().toString());
        }
        if (header.epoch() > identity.epoch()) {
            throw BadBytes.corrupt(40, "an epoch of at most " + identity.epoch() + ", the last opening",
                    "epoch " + header.epoch()
                            + ": another copy of this directory was used later");
        }
        if (header.first().value() != SegmentNames.firstLsn(next.file.name()).orElseThrow()) {
            throw BadBytes.corrupt(56, "the first LSN in the file's name", header.first().toString());
        }
        if (before != null && !header.previousFirst().equals(before.header.first())) {
            throw BadBytes.corrupt(64, "the segment with first LSN " + header.previousFirst() + " before this one",
                    "the one with first LSN " + before.header.first());
        }
        if (before != null && header.sequence() <= before.header.sequence()) {
            throw BadBytes.corrupt(48, "a sequence above " + before.header.sequence(), Long.toString(header.sequence()));
        }
        if (before != null && before.header.encrypted() && !header.encrypted()) {
            throw BadBytes.corrupt(20, "an encrypted segment behind an encrypted one", "one that is not encrypted");
        }
    }

    private TailScan.Tail check(Headed newest, Identity before) throws IOException {
        Path path = storage.directory().resolve(newest.file.name());
        try (SegmentReader reader = SegmentReader.open(storage, newest.file.name(), cipher, new ReadAhead())) {
            TailScan.Tail tail = TailScan.of(reader);
            var facts = new TailDecision.Facts(tail.found(), tail.laterBatch(), newest.header.relaxed(),
                    tail.last().isBefore(before.last()));
            switch (TailDecision.of(facts)) {
                case CORRUPT -> throw tail.reason();
                case CUT -> listener.tornTailCut(path, tail.usedBytes(), tail.last());
                case KEEP -> {
                    // nothing to tell
                }
            }
            return tail;
        } catch (BadBytes e) {
            throw e.in(path);
        }
    }

    /**
     * Above every number that was ever given out and could have been seen: behind a relaxed segment, records may be gone that
     * readers have got, so all numbers that it has room for are left out.
     */
    private static Lsn floor(Lsn reached, @Nullable Headed newest, CursorFile cursors, Identity before) {
        Lsn floor = Lsn.max(reached, before.last());
        for (Lsn position : cursors.positions().values()) {
            floor = Lsn.max(floor, position);
        }
        if (newest != null && newest.header.relaxed() && !before.closed()) {
            long room = newest.header.sizeBytes() / Layout.FRAME_BYTES;
            floor = Lsn.max(floor, Lsn.of(newest.header.first().value() + room));
        }
        return floor;
    }

    /**
     * Cuts the file behind the last batch that checks, durably. What was written through a cache and not closed in order may be
     * in the cache only, after a failed sync for good; so it is copied, and the copy synced.
     */
    private long seal(Headed newest, TailScan.Tail tail, boolean closed) throws IOException {
        String name = newest.file.name();
        if (closed || !newest.header.cached()) {
            try (StorageFile file = storage.open(name, Storage.Mode.WRITE)) {
                if (newest.file.sizeBytes() > tail.usedBytes()) {
                    file.truncate(tail.usedBytes());
                }
                file.force();
            }
            return tail.usedBytes();
        }
        storage.delete(SEALING);
        try (StorageFile from = storage.open(name, Storage.Mode.READ);
                StorageFile to = storage.open(SEALING, Storage.Mode.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(COPY_BYTES);
            for (long at = 0; at < tail.usedBytes(); at += COPY_BYTES) {
                chunk.clear().limit((int) Math.min(COPY_BYTES, tail.usedBytes() - at));
                from.read(chunk, at);
                to.write(chunk.flip(), at);
            }
            to.force();
        }
        storage.rename(SEALING, name);
        storage.syncDirectory();
        return tail.usedBytes();
    }

    /** Of the time before encryption: such a file is not used again, so that no plaintext is left behind a segment's end. */
    private boolean holdsPlaintext(String spare) throws IOException {
        if (!cipher.encrypts()) {
            return false;
        }
        try {
            return Reserve.isUsed(storage, spare) && !SegmentReader.header(storage, spare).encrypted();
        } catch (BadBytes unknown) {
            return true;
        }
    }

    private Catalog.Found found(List<Storage.Entry> files, List<Headed> headed, Lsn reached, long usedBytes)
            throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < headed.size(); i++) {
            Headed h = headed.get(i);
            boolean newest = i == headed.size() - 1;
            Lsn last = newest ? reached : headed.get(i + 1).header.previousLast();
            segments.add(new Segment(h.file.name(), h.header.first(), last, h.header.previousFirst(),
                    newest ? usedBytes : h.file.sizeBytes(), h.header.keyNumber()));
        }
        List<String> spares = new ArrayList<>();
        long spareNumber = 0;
        for (Storage.Entry file : files) {
            switch (FileDecision.of(file.name(), file.sizeBytes(), options.segmentSizeBytes())) {
                case SPARE -> {
                    if (holdsPlaintext(file.name())) {
                        storage.delete(file.name());
                    } else {
                        spares.add(file.name());
                        spareNumber = Math.max(spareNumber, SegmentNames.spareNumber(file.name()).orElseThrow());
                    }
                }
                case REMOVE -> storage.delete(file.name());
                case SEGMENT, LEAVE -> {
                    // read already, or by others
                }
            }
        }
        long sequence = headed.isEmpty() ? 0 : headed.get(headed.size() - 1).header.sequence();
        boolean whole = headed.isEmpty() || headed.get(0).header.previousFirst().equals(Lsn.NONE);
        return new Catalog.Found(segments, spares, spareNumber, sequence, whole);
    }
}
