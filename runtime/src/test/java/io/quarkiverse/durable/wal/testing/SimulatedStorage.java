package io.quarkiverse.durable.wal.testing;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.storage.StorageFile;

/**
 * A directory in memory that fails like a real one. May be used from any thread; writes of several are under way at once.
 *
 * <p>
 * Its fault model is the page {@code fault-model.adoc} of the documentation, and {@code SimulatedStorageTest} shows each fault.
 * All that is left to chance is drawn from the seed.
 */
public final class SimulatedStorage implements Storage {

    private static final int BLOCK_BYTES = 4096;
    private static final int HISTORY_MAX = 60;

    /**
     * Asked before each call takes effect, on the caller's thread and without a lock: null lets it pass. May block, which keeps
     * a write under way, and may {@linkplain #crash() crash} the machine.
     */
    public interface Faults {
        Faults NONE = (call, name) -> null;

        @Nullable
        IOException before(String call, String name);

        /** A force of this file has done its damage and is about to throw. */
        default void failing(String name) {
        }
    }

    private final long seed;
    private volatile Faults faults = Faults.NONE;
    /** Names as the running system sees them, as the disk has them, and what changed since. */
    private final Map<String, SimulatedFile> live = new TreeMap<>();
    private Map<String, SimulatedFile> synced = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<DirectWrite> underWay = new LinkedHashSet<>();
    private @Nullable String directIoRefusal;
    private long capacityBytes = Long.MAX_VALUE;
    private boolean locked;
    private int generation;
    /** That of the process which calls; it may be over by now. */
    private final ThreadLocal<@Nullable Integer> caller = new ThreadLocal<>();
    private long draws;
    /** The last changes of the directory. */
    private final ArrayDeque<String> history = new ArrayDeque<>();

    /** Of the directory; {@code file} gets the name {@code to}, or loses all names when that is null. */
    private record Change(@Nullable String from, @Nullable String to, @Nullable SimulatedFile file) {

        void applyTo(Map<String, SimulatedFile> names) {
            if (to == null) {
                names.remove(from);
            } else {
                names.values().remove(file);
                names.put(to, file);
            }
        }
    }

    private record DirectWrite(SimulatedFile file, byte[] data, int offset) {
    }

    public SimulatedStorage(long seed) {
        this.seed = seed;
    }

    /** The same disk once more: names, contents, what is not synced; nothing open, no faults. */
    public synchronized SimulatedStorage copy(long copySeed) {
        SimulatedStorage copy = new SimulatedStorage(copySeed);
        Map<SimulatedFile, SimulatedFile> copies = new HashMap<>();
        live.forEach((name, file) -> copy.live.put(name, copies.computeIfAbsent(file, SimulatedFile::copy)));
        synced.forEach((name, file) -> copy.synced.put(name, copies.computeIfAbsent(file, SimulatedFile::copy)));
        changes.forEach(c -> copy.changes
                .add(new Change(c.from, c.to, c.file == null ? null : copies.computeIfAbsent(c.file, SimulatedFile::copy))));
        copy.directIoRefusal = directIoRefusal;
        copy.capacityBytes = capacityBytes;
        return copy;
    }

    private Random random() {
        return random(seed * 1_000_003 + generation * 10_007L + ++draws);
    }

    /** Seeds that lie close together would draw alike. */
    public static Random random(long seed) {
        long mixed = (seed ^ seed >>> 30) * 0xBF58476D1CE4E5B9L + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return new Random(mixed ^ mixed >>> 31);
    }

    // ---- what may go wrong

    public void faults(Faults next) {
        faults = next;
    }

    /** All files together take at most this; a write beyond it fails, perhaps written in part. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** A file system that cannot do it. */
    public void refuseDirectIo(String why) {
        directIoRefusal = why;
    }

    /** The power fails. What was not synced is lost or not; open files become useless. */
    public synchronized void crash() {
        endProcess();
        note("power failed with " + live.keySet());
        Random random = random();
        Map<String, SimulatedFile> survivors = new TreeMap<>(synced);
        int what = random.nextInt(4);
        for (Change change : changes) {
            if (what == 0 || what >= 2 && random.nextBoolean()) {
                change.applyTo(survivors);
            }
        }
        new LinkedHashSet<>(survivors.values()).forEach(file -> file.losePower(random));
        live.clear();
        live.putAll(survivors);
        synced = survivors;
        changes.clear();
    }

    /** The process ends and the machine goes on: what the system has, the next process sees, synced or not. */
    public synchronized void kill() {
        endProcess();
        note("killed");
    }

    private void endProcess() {
        generation++;
        locked = false;
        faults = Faults.NONE;
        Random random = random();
        for (DirectWrite write : underWay) {
            write.file.write(write.data, write.offset, SimulatedFile.Kept.some(random, write.offset, write.data.length));
        }
        underWay.clear();
    }

    /** Bits rot: one of a file changes on the disk. */
    public synchronized void flipBit(String name, long bit) {
        file(name).flipBit(bit);
    }

    public static IOException eio() {
        return new IOException("Input/output error (injected)");
    }

    public static IOException enospc() {
        return new NoSpaceException("No space left on device (injected)");
    }

    // ---- for assertions, and for tests that damage files

    public synchronized byte[] bytes(String name) {
        return file(name).bytes.clone();
    }

    public synchronized Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        live.forEach((name, file) -> sizes.put(name, file.bytes.length));
        return sizes;
    }

    /** Direct writes that began and are neither acknowledged nor failed. */
    public synchronized int writesUnderWay() {
        return underWay.size();
    }

    public synchronized void replace(String name, byte[] bytes) {
        SimulatedFile file = live.computeIfAbsent(name, n -> new SimulatedFile());
        file.replace(bytes);
        forget(name);
        synced.values().remove(file);
        synced.put(name, file);
    }

    public synchronized void remove(String name) {
        forget(name);
        live.remove(name);
        synced.remove(name);
    }

    private void forget(String name) {
        changes.removeIf(c -> name.equals(c.from) || name.equals(c.to));
    }

    private SimulatedFile file(String name) {
        SimulatedFile file = live.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name + " in " + live.keySet());
        }
        return file;
    }

    // ---- the directory

    /** What a process sees of this disk until the machine crashes or the process is killed. */
    public synchronized Storage untilCrash() {
        int mine = generation;
        return (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[] { Storage.class },
                (proxy, method, arguments) -> {
                    caller.set(mine);
                    try {
                        return method.invoke(this, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        caller.remove();
                    }
                });
    }

    /**
     * Lets the machine fail before the call, or the call itself.
     *
     * @return for {@link #alive}, where the call takes effect
     */
    private int check(String call, String name) throws IOException {
        int mine = process();
        synchronized (this) {
            alive(mine);
        }
        IOException fault = faults.before(call, name);
        if (fault != null) {
            throw fault;
        }
        return mine;
    }

    private synchronized int process() {
        Integer mine = caller.get();
        return mine == null ? generation : mine;
    }

    private synchronized void alive(int opened) throws IOException {
        if (opened != generation) {
            throw new IOException("the machine crashed");
        }
    }

    @Override
    public Path directory() {
        return Path.of("simulated");
    }

    @Override
    public void create() {
        // always there
    }

    @Override
    public synchronized @Nullable Closeable lock(String name) throws IOException {
        alive(process());
        if (locked) {
            return null;
        }
        locked = true;
        int mine = generation;
        return () -> {
            synchronized (this) {
                if (mine == generation) {
                    locked = false;
                }
            }
        };
    }

    @Override
    public @Nullable String directIoRefusal() {
        return directIoRefusal;
    }

    @Override
    public List<Entry> list() throws IOException {
        int before = check("list", "");
        synchronized (this) {
            alive(before);
            List<Entry> entries = new ArrayList<>();
            live.forEach((name, file) -> entries.add(new Entry(name, file.bytes.length)));
            return entries;
        }
    }

    @Override
    public StorageFile open(String name, Mode mode) throws IOException {
        boolean creates;
        synchronized (this) {
            creates = mode != Mode.READ && !live.containsKey(name);
        }
        int before = check(creates ? "create" : "open", name);
        synchronized (this) {
            alive(before);
            SimulatedFile file = live.get(name);
            if (file == null && mode == Mode.READ) {
                throw new IOException("no file " + name);
            }
            if (file == null) {
                file = new SimulatedFile();
                change(new Change(null, name, file));
            }
            return new Opened(name, file, mode);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        int before = check("rename", to);
        synchronized (this) {
            alive(before);
            change(new Change(from, to, file(from)));
        }
    }

    @Override
    public void delete(String name) throws IOException {
        int before = check("delete", name);
        synchronized (this) {
            alive(before);
            if (live.containsKey(name)) {
                change(new Change(name, null, null));
            }
        }
    }

    private void note(String what) {
        history.add(what);
        if (history.size() > HISTORY_MAX) {
            history.remove();
        }
    }

    /** For messages: the last changes of the directory, syncs and crashes. */
    public synchronized List<String> history() {
        return List.copyOf(history);
    }

    private void change(Change change) {
        note(change.from + " -> " + change.to);
        change.applyTo(live);
        changes.add(change);
    }

    @Override
    public void syncDirectory() throws IOException {
        int before = check("syncDirectory", "");
        synchronized (this) {
            alive(before);
            synced = new TreeMap<>(live);
            changes.clear();
            note("synced");
        }
    }

    // ---- a file

    private final class Opened implements StorageFile {

        private final String name;
        private final SimulatedFile file;
        private final Mode mode;
        private final int opened = generation;

        Opened(String name, SimulatedFile file, Mode mode) {
            this.name = name;
            this.file = file;
            this.mode = mode;
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            check("read", name);
            synchronized (SimulatedStorage.this) {
                alive(opened);
                int n = (int) Math.max(0, Math.min(into.remaining(), file.bytes.length - offset));
                if (n > 0) {
                    into.put(file.bytes, (int) offset, n);
                }
                return n;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            byte[] data = new byte[from.remaining()];
            from.duplicate().get(data);
            if (direct()) {
                refuseUnaligned(data.length, offset);
            }
            DirectWrite write = new DirectWrite(file, data, (int) offset);
            synchronized (SimulatedStorage.this) {
                alive(opened);
                if (direct()) {
                    underWay.add(write);
                }
            }
            IOException fault = faults.before("write", name);
            synchronized (SimulatedStorage.this) {
                underWay.remove(write);
                alive(opened);
                settle(write, fault == null ? roomFor(write) : fault);
            }
            from.position(from.limit());
        }

        private boolean direct() {
            return mode == Mode.WRITE_DIRECT || mode == Mode.WRITE_DIRECT_UNSYNCED;
        }

        private void refuseUnaligned(int length, long offset) throws IOException {
            if (directIoRefusal != null) {
                throw new IOException("Invalid argument: " + directIoRefusal);
            }
            if (offset % BLOCK_BYTES != 0 || length % BLOCK_BYTES != 0) {
                throw new IOException("Invalid argument: direct write of " + length + " at " + offset);
            }
        }

        private @Nullable IOException roomFor(DirectWrite write) {
            long used = live.values().stream().mapToLong(f -> f.bytes.length).sum();
            long growth = Math.max(0, write.offset + write.data.length - file.bytes.length);
            return growth > 0 && used + growth > capacityBytes ? new NoSpaceException("No space left on device") : null;
        }

        private void settle(DirectWrite write, @Nullable IOException fault) throws IOException {
            if (fault != null) {
                file.write(write.data, write.offset,
                        SimulatedFile.Kept.some(random(), write.offset, write.data.length));
                throw fault;
            }
            if (mode == Mode.WRITE_DIRECT) {
                file.writeThrough(write.data, write.offset);
            } else {
                file.write(write.data, write.offset, SimulatedFile.Kept.ALL);
            }
        }

        @Override
        public void force() throws IOException {
            IOException fault = faults.before("force", name);
            synchronized (SimulatedStorage.this) {
                alive(opened);
                if (fault == null) {
                    file.force();
                    return;
                }
                file.failForce(random());
            }
            faults.failing(name);
            throw fault;
        }

        @Override
        public long sizeBytes() throws IOException {
            check("size", name);
            synchronized (SimulatedStorage.this) {
                return file.bytes.length;
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            check("truncate", name);
            synchronized (SimulatedStorage.this) {
                alive(opened);
                file.truncate((int) sizeBytes);
            }
        }

        @Override
        public void close() throws IOException {
            check("close", name);
        }
    }
}
