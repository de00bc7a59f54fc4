package io.quarkiverse.durable.wal.crypto;

import java.nio.file.Path;
import java.util.function.Function;

import io.quarkiverse.durable.wal.WalException;

/** The header of a segment is intact as far as one can see, and the keys there are do not fit it. */
public final class KeyRefused extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Function<Path, WalException> why;

    private KeyRefused(Function<Path, WalException> why) {
        this.why = why;
    }

    static KeyRefused missing(long keyId, String what) {
        return new KeyRefused(file -> new WalException.MissingKey(file, keyId, what));
    }

    static KeyRefused wrong(long keyId, String what) {
        return new KeyRefused(file -> new WalException.WrongKey(file, keyId, what));
    }

    static KeyRefused notEncrypted() {
        return new KeyRefused(WalException.NotEncrypted::new);
    }

    public WalException in(Path file) {
        return why.apply(file);
    }
}
