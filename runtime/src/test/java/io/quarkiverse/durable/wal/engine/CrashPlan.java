package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** What goes wrong in one cycle: one thing at one call, or from that call on, or nothing. */
final class CrashPlan implements SimulatedStorage.Faults {

    enum Kind {
        NOTHING,
        POWER,
        KILL,
        EIO_ONCE,
        EIO_FROM_NOW_ON,
        ENOSPC_ONCE,
        DISK_FULL
    }

    private static final List<String> CALLS = List.of("write", "write", "force", "syncDirectory", "rename", "create", "read",
            "truncate", "delete", "list", "open", "close", "size");
    private static final int SEGMENTS_MAX = 4;

    private final SimulatedStorage storage;
    private final Kind kind;
    /** Counts only these; any when null. */
    private final @Nullable String call;
    private final int at;
    private final int lingers;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean happened;
    private volatile boolean over;

    CrashPlan(SimulatedStorage storage, Random random, int segmentBytes) {
        this.storage = storage;
        Kind[] kinds = Kind.values();
        this.kind = random.nextBoolean() ? random.nextBoolean() ? Kind.POWER : Kind.NOTHING
                : kinds[random.nextInt(kinds.length)];
        this.call = random.nextInt(3) > 0 ? CALLS.get(random.nextInt(CALLS.size())) : null;
        this.at = random.nextInt(call == null ? 60 : call.equals("write") ? 20 : 6);
        this.lingers = random.nextInt(4) == 0 ? 2 : 0;
        storage.capacity(Long.MAX_VALUE);
        if (kind == Kind.DISK_FULL) {
            int used = storage.sizes().values().stream().mapToInt(Integer::intValue).sum();
            storage.capacity(used + (long) random.nextInt(SEGMENTS_MAX * segmentBytes));
        }
    }

    Kind kind() {
        return kind;
    }

    /** It went wrong, or may at any time, so errors are no surprise. */
    boolean happened() {
        return happened || kind == Kind.DISK_FULL && !over;
    }

    boolean crashed() {
        return happened && (kind == Kind.POWER || kind == Kind.KILL);
    }

    /** The machine is about to crash, whatever the plan was. */
    void crashing() {
        happened = true;
    }

    /** Nothing goes wrong any more. */
    void end() {
        happened = happened();
        over = true;
        storage.capacity(Long.MAX_VALUE);
    }

    @Override
    public @Nullable IOException before(String name, String file) {
        if (over || kind == Kind.NOTHING || kind == Kind.DISK_FULL) {
            return null;
        }
        for (int i = 0; name.equals("write") && i < lingers; i++) {
            Thread.yield(); // so that other writes are under way at the same time
        }
        if (call != null && !call.equals(name)) {
            return null;
        }
        int n = count.getAndIncrement();
        if (n < at || n > at && kind != Kind.EIO_FROM_NOW_ON) {
            return null;
        }
        happened = true;
        switch (kind) {
            case POWER -> storage.crash();
            case KILL -> storage.kill();
            default -> {
                return kind == Kind.ENOSPC_ONCE ? SimulatedStorage.enospc() : SimulatedStorage.eio();
            }
        }
        return new IOException("the machine crashed");
    }

    @Override
    public String toString() {
        return kind + " at " + (call == null ? "call " : call + " ") + at;
    }
}
