package io.quarkiverse.durable.wal.format;

import java.nio.file.Path;

import io.quarkiverse.durable.wal.WalException;

/** Bytes that are not what the format says. Whoever knows the file turns it into a {@link WalException}. */
public final class BadBytes extends Exception {

    private static final long serialVersionUID = 1;

    private final long offset;
    private final String expected;
    private final String found;
    private final long newerVersion;

    private BadBytes(long offset, String expected, String found, long newerVersion) {
        super("at offset " + offset + ": expected " + expected + ", found " + found);
        this.offset = offset;
        this.expected = expected;
        this.found = found;
        this.newerVersion = newerVersion;
    }

    public static BadBytes corrupt(long offset, String expected, String found) {
        return new BadBytes(offset, expected, found, 0);
    }

    /** Intact, but written by a version that knows more than this one. */
    public static BadBytes newer(long offset, String what, long found) {
        return new BadBytes(offset, what, Long.toString(found), found);
    }

    /** Intact, so no reason to cut or repair anything. */
    public boolean isNewer() {
        return newerVersion != 0;
    }

    public WalException in(Path file) {
        return isNewer() ? new WalException.UnsupportedVersion(file, expected, newerVersion, Layout.VERSION)
                : new WalException.Corrupt(file, offset, expected, found);
    }
}
