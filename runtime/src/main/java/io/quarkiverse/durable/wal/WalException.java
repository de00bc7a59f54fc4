package io.quarkiverse.durable.wal;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong with a log. The message is one sentence or two: what, where, and what to do about it.
 */
public abstract sealed class WalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What an operator or a caller should do. */
    public enum Advice {
        /** Try again later; the log goes on. */
        RETRY,
        /** Free space or raise the budget; the log goes on when there is room. */
        MAKE_ROOM,
        /** Close and open again; opening recovers. */
        REOPEN,
        /** Do not touch the directory; restore it or ask. */
        STOP,
        /** Correct the configuration. */
        CONFIGURE,
        /** A mistake in the program. */
        PROGRAM
    }

    private final Advice advice;

    private WalException(Advice advice, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    public Advice advice() {
        return advice;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Bytes that were acknowledged do not check, or a segment is missing. */
    public static final class Corrupt extends WalException {
        private static final long serialVersionUID = 1;

        public Corrupt(Path segment, long offset, String expected, String found) {
            super(Advice.STOP, "The log is corrupt: " + segment + " at offset " + offset + ": expected " + expected + ", found "
                    + found + ". Nothing was changed. Restore the directory from a copy, or move it away and accept that"
                    + " records from there on are not published.", null);
        }
    }

    /** Written by a newer version. */
    public static final class UnsupportedVersion extends WalException {
        private static final long serialVersionUID = 1;

        public UnsupportedVersion(Path file, String what, long found, long supported) {
            super(Advice.STOP, file + " has " + what + " " + found + ", this version of Quarkus Durable reads up to "
                    + supported + ". Use the version that wrote it, or a newer one.", null);
        }
    }

    /** There is no key with the id of the one that encrypted a segment. */
    public static final class MissingKey extends WalException {
        private static final long serialVersionUID = 1;

        public MissingKey(Path file, long keyId, String what) {
            super(Advice.CONFIGURE, file + " is encrypted with key " + keyId + ", which is missing: " + what
                    + ". Nothing was changed. Provide this key; it is needed as long as a segment uses it.", null);
        }
    }

    /** The key under the id of the one that encrypted a segment is another one. */
    public static final class WrongKey extends WalException {
        private static final long serialVersionUID = 1;

        public WrongKey(Path file, long keyId, String what) {
            super(Advice.CONFIGURE, file + " is encrypted with a key of id " + keyId + ", and not with this one: " + what
                    + ". Nothing was changed. Provide the key that had this id when the segment was written.", null);
        }
    }

    /** Encryption is on, and a segment is not encrypted. */
    public static final class NotEncrypted extends WalException {
        private static final long serialVersionUID = 1;

        public NotEncrypted(Path file) {
            super(Advice.CONFIGURE,
                    file + " is not encrypted, and encryption is on. Nothing was changed. If it was written before"
                            + " encryption was switched on, accept plaintext until it is released; else somebody replaced it.",
                    null);
        }
    }

    /** Whoever gives the keys does not. */
    public static final class KeysUnavailable extends WalException {
        private static final long serialVersionUID = 1;

        public KeysUnavailable(String why, @Nullable Throwable cause) {
            super(Advice.RETRY, "The keys for the encryption of the log cannot be had: " + why, cause);
        }
    }

    /** Another process holds the directory. */
    public static final class Locked extends WalException {
        private static final long serialVersionUID = 1;

        public Locked(Path directory, String holder) {
            super(Advice.CONFIGURE, "The log directory " + directory + " is in use by another process" + holder
                    + ". One process uses a log directory; give each instance its own.", null);
        }
    }

    /** The directory or a file in it cannot be created, opened, read or written. */
    public static final class Inaccessible extends WalException {
        private static final long serialVersionUID = 1;

        public Inaccessible(Path path, String what, @Nullable Throwable cause) {
            super(Advice.CONFIGURE, "The log cannot use " + path + ": " + what, cause);
        }
    }

    /** There is no room for another segment. */
    public static final class Full extends WalException {
        private static final long serialVersionUID = 1;

        public Full(Path directory, String what, @Nullable Throwable cause) {
            super(Advice.MAKE_ROOM, "The log in " + directory + " is full: " + what, cause);
        }

        /** The same for another caller, with a stack trace of its own. */
        public Full(Full original) {
            super(Advice.MAKE_ROOM, String.valueOf(original.getMessage()), original);
        }
    }

    /** A write or sync failed earlier, so what is on the disk is not known until the log is opened again. */
    public static final class Poisoned extends WalException {
        private static final long serialVersionUID = 1;

        public Poisoned(Path file, String what, @Nullable Throwable cause) {
            super(Advice.REOPEN, "Writing the log failed in " + file + ": " + what
                    + ". It takes no more records until the application is restarted.", cause);
        }
    }

    /** The log or the reader is closed. */
    public static final class Closed extends WalException {
        private static final long serialVersionUID = 1;

        public Closed(String what) {
            super(Advice.PROGRAM, what + " is closed", null);
        }
    }

    /** A payload over the limit. */
    public static final class TooLarge extends WalException {
        private static final long serialVersionUID = 1;

        public TooLarge(long bytes, long bytesMax) {
            super(Advice.PROGRAM, "A record of " + bytes + " bytes is over the limit of " + bytesMax + " bytes", null);
        }
    }

    /** Reading from a position that was truncated. */
    public static final class BelowFloor extends WalException {
        private static final long serialVersionUID = 1;

        public BelowFloor(Lsn asked, Lsn first) {
            super(Advice.PROGRAM, "Record " + asked + " is no longer in the log, which begins at " + first, null);
        }
    }

    /** A setting out of range. */
    public static final class InvalidOption extends WalException {
        private static final long serialVersionUID = 1;

        public InvalidOption(String message) {
            super(Advice.CONFIGURE, "Log setting: " + message, null);
        }
    }
}
