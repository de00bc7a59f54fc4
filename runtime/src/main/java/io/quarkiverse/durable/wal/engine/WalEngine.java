package io.quarkiverse.durable.wal.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalOptions.SyncMode;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkiverse.durable.wal.catalog.Catalog;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.catalog.Segment;
import io.quarkiverse.durable.wal.catalog.SegmentSettings;
import io.quarkiverse.durable.wal.checkpoint.CursorStore;
import io.quarkiverse.durable.wal.commit.CommitLoop;
import io.quarkiverse.durable.wal.commit.DurablePosition;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.format.Frame;
import io.quarkiverse.durable.wal.format.Identity;
import io.quarkiverse.durable.wal.format.Layout;
import io.quarkiverse.durable.wal.format.SegmentHeader;
import io.quarkiverse.durable.wal.segment.BatchEncoder;
import io.quarkiverse.durable.wal.storage.FileStorage;
import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.Storage;

/** Opens a log: recovers it, wires its parts and starts them. */
public final class WalEngine implements Wal {

    private static final String LOCK = "lock";

    private final WalOptions options;
    private final Environment environment;
    private final Identity identity;
    private final IdentityFile identityFile;
    private final Attachments attachments;
    private final Closeable directoryLock;
    private final boolean directIo;
    private final WalListener listener;
    private final Opening.Result opened;
    private final Reserve reserve;
    private final Catalog catalog;
    private final CursorStore cursors;
    private final DurablePosition durable;
    private final CommitLoop commits;
    private final Keeper keeper;
    private final Upkeep upkeep;
    private final Compressor compressor;
    private final KeyRotation keys;
    private final Map<LogReader, Boolean> readers = new ConcurrentHashMap<>();
    private final AtomicLong readerCount = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What the log runs on. */
    public record Environment(Storage storage, LongSupplier clockMillis, SegmentCipher cipher) {

        public static Environment real(WalOptions options) {
            return real(options, SegmentCipher.none());
        }

        public static Environment real(WalOptions options, SegmentCipher cipher) {
            return new Environment(new FileStorage(options.directory()), System::currentTimeMillis, cipher);
        }
    }

    public static Wal open(WalOptions options, WalListener listener) {
        return open(options, listener, Environment.real(options));
    }

    public static Wal open(WalOptions options, WalListener listener, Environment environment) {
        Storage storage = environment.storage();
        Closeable lock = null;
        try {
            storage.create();
            lock = storage.lock(LOCK);
            if (lock == null) {
                throw new WalException.Locked(storage.directory(), "");
            }
            boolean direct = options.directIo() && options.syncMode() != SyncMode.NONE && directIo(storage, listener);
            Opening.Result opened = new Opening(storage, direct ? Storage.Mode.WRITE_DIRECT : Storage.Mode.WRITE, options,
                    listener, environment.cipher()).run(environment.clockMillis().getAsLong());
            WalEngine engine = new WalEngine(new Start(options, listener, environment, lock, direct), opened);
            engine.start();
            return engine;
        } catch (IOException e) {
            release(lock, e);
            if (e instanceof NoSpaceException) {
                throw new WalException.Full(storage.directory(),
                        "it cannot be opened without some room. Free space on its disk.",
                        e);
            }
            throw new WalException.Inaccessible(storage.directory(), why(e), e);
        } catch (RuntimeException | Error e) {
            release(lock, e);
            throw e;
        }
    }

    private static String why(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "it is not a directory. Remove the file, or set another directory.";
        }
        if (e instanceof AccessDeniedException) {
            return "this process may not write there. Grant it the right, or set another directory.";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist and cannot be created. Create it, or set another directory.";
        }
        return "it cannot be opened: " + e.getMessage();
    }

    private static boolean directIo(Storage storage, WalListener listener) throws IOException {
        String refusal = storage.directIoRefusal();
        if (refusal != null) {
            listener.directIoRefused(storage.directory(), refusal);
        }
        return refusal == null;
    }

    private static void release(@Nullable Closeable lock, Throwable reason) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private record Start(WalOptions options, WalListener listener, Environment environment, Closeable lock, boolean direct) {
    }

    private WalEngine(Start start, Opening.Result opened) {
        this.options = start.options;
        this.environment = start.environment;
        this.identity = opened.identity();
        this.identityFile = new IdentityFile(environment.storage(), identity);
        this.attachments = new Attachments(environment.storage(), identity.logId());
        this.directoryLock = start.lock;
        this.directIo = start.direct;
        SegmentCipher cipher = environment.cipher();
        int flags = (options.compressionThresholdBytes() > 0 ? SegmentHeader.COMPRESSED : 0)
                | (options.syncMode() == SyncMode.COMMIT ? 0 : SegmentHeader.RELAXED)
                | (directIo ? 0 : SegmentHeader.CACHED);
        SegmentSettings settings = new SegmentSettings(identity.logId(), identity.epoch(), options.segmentSizeBytes(),
                options.diskBudgetBytes(), flags, cipher, mode(),
                environment.clockMillis(), start.listener);
        this.reserve = new Reserve(environment.storage(), settings, opened.found().spares(), opened.found().spareNumber());
        this.catalog = new Catalog(environment.storage(), settings, reserve, opened.found());
        this.compressor = new Compressor(options.compressionThresholdBytes());
        this.listener = start.listener;
        this.opened = opened;
        this.cursors = new CursorStore(opened.cursors(), start.listener);
        this.durable = new DurablePosition(opened.floor());
        this.keeper = new Keeper(options.cursorSaveInterval(), this::chores);
        this.commits = new CommitLoop(options,
                new CommitLoop.Parts(catalog, new BatchEncoder(cipher), durable, start.listener, environment.clockMillis()),
                opened.end(), opened.floor(), keeper::wantSegment);
        this.keys = new KeyRotation(cipher, catalog, commits::retireSegment, start.listener);
        this.upkeep = new Upkeep(options.directory(), catalog, cursors, commits, keys, listener);
    }

    private Storage.Mode mode() {
        if (!directIo) {
            return Storage.Mode.WRITE;
        }
        return options.syncMode() == SyncMode.COMMIT ? Storage.Mode.WRITE_DIRECT : Storage.Mode.WRITE_DIRECT_UNSYNCED;
    }

    private void start() {
        commits.start();
        keeper.start();
        keys.started();
    }

    private Keeper.Chores chores() {
        return upkeep;
    }

    @Override
    public UUID logId() {
        return identity.logId();
    }

    @Override
    public long epoch() {
        return identity.epoch();
    }

    @Override
    public Ticket append(int type, ByteBuffer payload) {
        return append(type, payload, 0);
    }

    @Override
    public Ticket append(int type, ByteBuffer payload, int following) {
        refuseImpossible(type, payload);
        ByteBuffer compressed = compressor.compress(payload);
        return compressed == null ? commits.append(type, 0, payload, following)
                : commits.append(type, Frame.COMPRESSED, compressed, following);
    }

    @Override
    public Lsn appendDurable(int type, ByteBuffer payload) {
        refuseImpossible(type, payload);
        ByteBuffer compressed = compressor.compress(payload);
        return compressed == null ? commits.appendDurable(type, 0, payload)
                : commits.appendDurable(type, Frame.COMPRESSED, compressed);
    }

    private void refuseImpossible(int type, ByteBuffer payload) {
        int number = type & ~REQUIRED;
        if (number == 0 || type >>> 16 != 0) {
            throw new IllegalArgumentException("A record type is 1 to 0x7FFF, with or without the required bit, not " + type);
        }
        if (payload.remaining() > options.recordBytesMax()) {
            throw new WalException.TooLarge(payload.remaining(), options.recordBytesMax());
        }
    }

    @Override
    public void raiseFloor(Lsn floor) {
        refuseClosed();
        commits.raiseFloor(floor);
    }

    @Override
    public Lsn lastLsn() {
        return commits.last();
    }

    @Override
    public Lsn durableLsn() {
        return durable.last();
    }

    @Override
    public Lsn firstLsn() {
        Lsn none = durableLsn().next(); // read before the segments: what is on its way to the first one lies above it
        Lsn kept = catalog.firstKept();
        List<Segment> segments = catalog.segments();
        return segments.isEmpty() ? none : Lsn.min(Lsn.max(kept, segments.get(0).first()), none);
    }

    @Override
    public WalReader read(Lsn from) {
        refuseClosed();
        Hold hold = catalog.holdForReader("reader-" + readerCount.incrementAndGet(), Lsn.max(from, Lsn.of(1)));
        LogReader[] self = new LogReader[1];
        LogReader.Source source = new LogReader.Source(environment.storage(), catalog, durable, environment.cipher(),
                this::writtenBytes, commits::failureWhenSettled);
        LogReader reader = new LogReader(source, hold, from, () -> readers.remove(self[0]));
        self[0] = reader;
        readers.put(reader, true);
        if (closed.get()) {
            reader.close();
            refuseClosed();
        }
        return reader;
    }

    @Override
    public Cursor cursor(String name, Lsn initial) {
        refuseClosed();
        return cursors.cursor(name, initial);
    }

    @Override
    public List<Cursor> cursors() {
        return cursors.all();
    }

    @Override
    public void dropCursor(String name) {
        refuseClosed();
        cursors.drop(name);
    }

    @Override
    public Hold hold(String name, Lsn from) {
        refuseClosed();
        return catalog.hold(name, from);
    }

    @Override
    public List<Long> noted(String name) {
        return identityFile.noted(name);
    }

    @Override
    public void note(String name, List<Long> numbers) {
        identityFile.note(name, numbers);
    }

    @Override
    public @Nullable ByteBuffer attached(String name) {
        return attachments.read(name);
    }

    @Override
    public void attach(String name, ByteBuffer content) {
        attachments.replace(name, content);
    }

    @Override
    public void truncate() {
        refuseClosed();
        upkeep.releaseUnneeded();
    }

    @Override
    public void refreshKeys() {
        refuseClosed();
        keys.refresh();
    }

    @Override
    public WalStatus status() {
        List<WalStatus.Segment> segments = new ArrayList<>();
        for (Segment s : catalog.segments()) {
            Lsn last = s.active() ? durable.last() : s.last();
            segments.add(
                    new WalStatus.Segment(s.name(), s.first(), last, s.fileBytes(), writtenBytes(s), s.active(), s.keyId()));
        }
        Map<String, Lsn> holds = new TreeMap<>();
        cursors.all().forEach(c -> holds.put(c.name(), c.savedPosition().next()));
        catalog.holds().all().forEach(h -> holds.put(h.name(), h.from()));
        WalException poison = commits.failure();
        Throwable late = keeper.failure();
        String failure = poison != null ? poison.getMessage() : late != null ? late.getMessage() : null;
        return new WalStatus(logId(), epoch(), firstLsn(), lastLsn(), durableLsn(), diskBytes(), directIo, segments, holds,
                failure);
    }

    /** Of the active segment so far, of others what their file takes. */
    private long writtenBytes(Segment segment) {
        return segment.active() ? Math.max(Layout.BLOCK_BYTES, commits.usedBytes(segment.name())) : segment.fileBytes();
    }

    private long diskBytes() {
        try {
            return reserve.diskBytes();
        } catch (IOException e) {
            throw new WalException.Inaccessible(options.directory(), "it cannot be listed: " + e.getMessage(), e);
        }
    }

    private void refuseClosed() {
        if (closed.get()) {
            throw new WalException.Closed("The log in " + options.directory());
        }
    }

    /** A thread that does not come back keeps the directory locked: nobody else may write while it might. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean written = commits.close();
        boolean kept = keeper.close(options.closeTimeout());
        List.copyOf(readers.keySet()).forEach(this::close);
        catalog.close();
        compressor.close();
        if (!written || !kept) {
            throw new WalException.Inaccessible(options.directory(), "its " + (written ? "keeper" : "writer")
                    + " did not finish within " + options.closeTimeout()
                    + ", so the directory stays locked until the process ends", null);
        }
        try (Closeable lock = directoryLock) {
            identityFile.close();
            attachments.close();
            cursors.close();
            Lsn last = commits.lastWritten();
            boolean settled = last.isAfter(opened.end()) || opened.floor().equals(opened.end());
            if (commits.failure() == null && settled) {
                identityFile.close(last);
            }
        } catch (IOException e) {
            throw new WalException.Inaccessible(options.directory(), "it cannot be closed in order: " + e.getMessage(), e);
        }
    }

    private void close(LogReader reader) {
        try {
            reader.close();
        } catch (WalException e) {
            listener.upkeepFailed(e);
        }
    }
}
