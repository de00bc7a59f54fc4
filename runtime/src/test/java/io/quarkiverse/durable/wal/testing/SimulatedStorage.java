package io.quarkiverse.durable.wal.testing;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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
 * A directory in memory that fails like a real one.
 *
 * <p>
 * Faults that it injects, all from one seed:
 * <ul>
 * <li>A crash keeps, of everything written and not forced, any subset of the 512-byte sectors, in any order. Sectors are
 * atomic.
 * A direct write that was under way when the crash came counts as not forced.
 * <li>A crash keeps any subset of the creations, renames and deletions since the last directory sync. A rename is atomic.
 * <li>A length that was not forced may be lost.
 * <li>Any call that changes something fails once with EIO or ENOSPC when told to; a failed write may have reached some sectors.
 * <li>A failed force leaves the written sectors readable but never durable; the next force succeeds and does not save them.
 * </ul>
 * Not injected here: damage to sectors at rest (tests flip bits themselves), misdirected writes, a force that lies.
 */
public final class SimulatedStorage implements Storage {

    private static final int SECTOR_BYTES = 512;

    /** Decides for each changing call; null lets it pass. */
    public interface Faults {
        @Nullable
        IOException before(String call, String name);
    }

    private final Random random;
    private Faults faults = (call, name) -> null;
    /** Names as the running system sees them, and as the disk has them. */
    private final Map<String, Content> live = new TreeMap<>();
    private Map<String, Content> synced = new TreeMap<>();
    private @Nullable String directIoRefusal;
    private boolean locked;
    private int generation;

    public SimulatedStorage(long seed) {
        this.random = new Random(seed);
    }

    private static final class Content {
        byte[] bytes = new byte[0];
        byte[] durable = new byte[0];
        final Set<Integer> dirty = new HashSet<>();
        final Set<Integer> lost = new HashSet<>();
    }

    public synchronized void faults(Faults next) {
        faults = next;
    }

    /** Loses what a crash of the machine may lose; open files become useless. */
    public synchronized void crash() {
        generation++;
        locked = false;
        faults = (call, name) -> null;
        Map<String, Content> survivors = new TreeMap<>();
        Set<String> names = new HashSet<>(live.keySet());
        names.addAll(synced.keySet());
        Set<Content> renamed = new HashSet<>();
        for (String name : names.stream().sorted().toList()) {
            Content before = synced.get(name);
            Content after = live.get(name);
            Content kept = before == after || random.nextBoolean() ? before : after;
            if (kept != null && renamed.add(kept)) {
                survivors.put(name, kept);
            }
        }
        survivors.values().forEach(this::tear);
        live.clear();
        live.putAll(survivors);
        synced = new TreeMap<>(survivors);
    }

    private void tear(Content content) {
        byte[] after = content.dirty.isEmpty() || random.nextBoolean()
                ? Arrays.copyOf(content.durable, Math.max(content.durable.length, content.bytes.length))
                : content.durable.clone();
        if (content.bytes.length < content.durable.length && random.nextBoolean()) {
            after = Arrays.copyOf(after, content.bytes.length);
        }
        for (int sector : content.dirty.stream().sorted().toList()) {
            int from = sector * SECTOR_BYTES;
            int to = Math.min(from + SECTOR_BYTES, Math.min(after.length, content.bytes.length));
            if (from < to && !content.lost.contains(sector) && random.nextBoolean()) {
                System.arraycopy(content.bytes, from, after, from, to - from);
            }
        }
        content.bytes = after.clone();
        content.durable = after;
        content.dirty.clear();
        content.lost.clear();
    }

    /** What a process sees of this disk until the machine crashes. */
    public synchronized Storage untilCrash() {
        int mine = generation;
        return (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[] { Storage.class },
                (proxy, method, arguments) -> {
                    synchronized (this) {
                        if (mine != generation && !method.getName().equals("directory")) {
                            throw new IOException("the machine crashed");
                        }
                    }
                    try {
                        return method.invoke(this, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** For tests that damage files. */
    public synchronized byte[] bytes(String name) {
        return content(name).bytes.clone();
    }

    public synchronized void replace(String name, byte[] bytes) {
        Content content = live.computeIfAbsent(name, n -> new Content());
        content.bytes = bytes.clone();
        content.durable = bytes.clone();
        synced.put(name, content);
    }

    public synchronized void remove(String name) {
        live.remove(name);
        synced.remove(name);
    }

    private Content content(String name) {
        Content content = live.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name + " in " + live.keySet());
        }
        return content;
    }

    private void check(String call, String name) throws IOException {
        IOException fault = faults.before(call, name);
        if (fault != null) {
            throw fault;
        }
    }

    public static IOException eio() {
        return new IOException("Input/output error (injected)");
    }

    public static IOException enospc() {
        return new NoSpaceException("No space left on device (injected)");
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
    public synchronized @Nullable Closeable lock(String name) {
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

    /** A file system that cannot do it. */
    public void refuseDirectIo(String why) {
        directIoRefusal = why;
    }

    @Override
    public synchronized List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        live.forEach((name, content) -> entries.add(new Entry(name, content.bytes.length)));
        return entries;
    }

    @Override
    public synchronized StorageFile open(String name, Mode mode) throws IOException {
        if (mode != Mode.READ && !live.containsKey(name)) {
            check("create", name);
            live.put(name, new Content());
        }
        Content content = live.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new SimulatedFile(name, content, mode);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        check("rename", to);
        Content content = content(from);
        live.remove(from);
        live.put(to, content);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        check("delete", name);
        live.remove(name);
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        check("syncDirectory", "");
        synced = new TreeMap<>(live);
    }

    private final class SimulatedFile implements StorageFile {

        private final String name;
        private final Content content;
        private final Mode mode;
        private final int opened = generation;

        SimulatedFile(String name, Content content, Mode mode) {
            this.name = name;
            this.content = content;
            this.mode = mode;
        }

        private void alive() throws IOException {
            if (opened != generation) {
                throw new IOException("the machine crashed");
            }
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            synchronized (SimulatedStorage.this) {
                alive();
                int n = (int) Math.max(0, Math.min(into.remaining(), content.bytes.length - offset));
                if (n > 0) {
                    into.put(content.bytes, (int) offset, n);
                }
                return n;
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            synchronized (SimulatedStorage.this) {
                alive();
                if (direct() && directIoRefusal != null) {
                    throw new IOException("Invalid argument: " + directIoRefusal);
                }
                if (direct() && (offset % 4096 != 0 || from.remaining() % 4096 != 0)) {
                    throw new IOException("Invalid argument: direct write of " + from.remaining() + " at " + offset);
                }
                IOException fault = faults.before("write", name);
                byte[] data = new byte[from.remaining()];
                from.get(data);
                int end = (int) offset + data.length;
                if (content.bytes.length < end) {
                    content.bytes = Arrays.copyOf(content.bytes, end);
                }
                for (int at = 0; at < data.length; at += SECTOR_BYTES) {
                    if (fault != null && random.nextBoolean()) {
                        continue;
                    }
                    int length = Math.min(SECTOR_BYTES, data.length - at);
                    System.arraycopy(data, at, content.bytes, (int) offset + at, length);
                    for (int s = ((int) offset + at) / SECTOR_BYTES; s <= ((int) offset + at + length - 1)
                            / SECTOR_BYTES; s++) {
                        content.dirty.add(s);
                        content.lost.remove(s);
                    }
                }
                if (fault != null) {
                    throw fault;
                }
                if (mode == Mode.WRITE_DIRECT) {
                    settle();
                }
            }
        }

        private boolean direct() {
            return mode == Mode.WRITE_DIRECT || mode == Mode.WRITE_DIRECT_UNSYNCED;
        }

        private void settle() {
            byte[] durable = Arrays.copyOf(content.durable, content.bytes.length);
            for (int sector : content.dirty) {
                int from = sector * SECTOR_BYTES;
                int to = Math.min(from + SECTOR_BYTES, content.bytes.length);
                if (from < to && !content.lost.contains(sector)) {
                    System.arraycopy(content.bytes, from, durable, from, to - from);
                }
            }
            content.durable = durable;
            content.dirty.retainAll(content.lost);
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedStorage.this) {
                alive();
                IOException fault = faults.before("force", name);
                if (fault != null) {
                    content.lost.addAll(content.dirty);
                    throw fault;
                }
                settle();
            }
        }

        @Override
        public long sizeBytes() {
            synchronized (SimulatedStorage.this) {
                return content.bytes.length;
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (SimulatedStorage.this) {
                alive();
                check("truncate", name);
                content.bytes = Arrays.copyOf(content.bytes, (int) sizeBytes);
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    /** For assertions on what lies around. */
    public synchronized Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new HashMap<>();
        live.forEach((name, content) -> sizes.put(name, content.bytes.length));
        return sizes;
    }
}
