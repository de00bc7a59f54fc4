package io.quarkiverse.durable.runtime.lifecycle;

import java.util.List;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.keys.KeySource;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.engine.WalEngine;

/** The encryption of the log as the configuration and the beans want it, and what its errors mean to an operator. */
final class Encryption {

    private Encryption() {
    }

    /** Asks for the keys. */
    static SegmentCipher cipher(DurableRuntimeConfig.Encryption config, List<KeyProvider> beans) {
        if (config.refreshInterval().isNegative() || config.refreshInterval().isZero()) {
            throw new DurableException("DURABLE-0206", "quarkus.durable.encryption.refresh-interval is "
                    + config.refreshInterval() + ", allowed is more than zero.");
        }
        KeyProvider keys = KeySource.of(Settings.keys(config), beans);
        if (keys == null) {
            return SegmentCipher.none();
        }
        try {
            return SegmentCipher.aesGcm(keys::keys, config.acceptPlaintext());
        } catch (WalException e) {
            throw named(e);
        }
    }

    static Wal open(WalOptions options, WalListener listener, SegmentCipher cipher) {
        return WalEngine.open(options, listener, WalEngine.Environment.real(options, cipher));
    }

    static void refresh(Wal wal) {
        try {
            wal.refreshKeys();
        } catch (WalException.KeysUnavailable | WalException.InvalidOption e) {
            throw named(e);
        }
    }

    private static DurableException named(WalException e) {
        if (e.getCause() instanceof DurableException known) {
            return known;
        }
        return new DurableException(e instanceof WalException.KeysUnavailable ? "DURABLE-0205" : "DURABLE-0206", e.getMessage(),
                e);
    }

    /** Why the log cannot be opened. */
    static String startFailure(WalException e) {
        if (e instanceof WalException.MissingKey) {
            return "DURABLE-0202: " + e.getMessage()
                    + " Set it under quarkus.durable.encryption.keys, or have the key file, the"
                    + " credentials provider or the KeyProvider give it.";
        }
        if (e instanceof WalException.WrongKey) {
            return "DURABLE-0203: " + e.getMessage();
        }
        if (e instanceof WalException.NotEncrypted) {
            return "DURABLE-0204: " + e.getMessage() + " To accept it, set quarkus.durable.encryption.accept-plaintext=true.";
        }
        return "DURABLE-0201: " + e.getMessage();
    }
}
