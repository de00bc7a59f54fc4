package io.quarkiverse.durable.wal.crypto;

import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Supplier;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.format.SegmentHeader;

/** AES-256-GCM with a key for each segment, made from a key of the ring. */
final class AesGcm implements SegmentCipher {

    private final Supplier<KeyRing> source;
    private final boolean acceptPlaintext;
    private volatile KeyRing ring;

    AesGcm(Supplier<KeyRing> source, boolean acceptPlaintext) {
        this.source = source;
        this.acceptPlaintext = acceptPlaintext;
        this.ring = ask();
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public long activeKey() {
        return ring.active();
    }

    @Override
    public int overheadBytes() {
        return GcmPayloads.TAG_BYTES;
    }

    @Override
    public Begun begin(SegmentHeader draft) {
        KeyRing now = ring;
        SegmentHeader keyed = draft.encryptedWith((int) now.active());
        byte[] key = now.key(now.active());
        SegmentKeys keys = SegmentKeys.of(key, keyed);
        SegmentHeader header = keyed.proven(new SegmentHeader.Proof(keys.mac(keyed), SegmentKeys.check(key, keyed.logId())));
        return new Begun(header, new GcmPayloads(header, keys));
    }

    @Override
    public PayloadCipher open(SegmentHeader header) throws BadBytes, KeyRefused {
        if (header.encrypted()) {
            return new GcmPayloads(header, keys(ring, header));
        }
        if (!acceptPlaintext) {
            throw KeyRefused.notEncrypted();
        }
        return PayloadCipher.NONE;
    }

    /**
     * Keys that authenticate the header are the ones that wrote it. Else the key check says whether the key is another one or
     * the header was changed.
     */
    private static SegmentKeys keys(KeyRing ring, SegmentHeader header) throws BadBytes, KeyRefused {
        long id = header.keyNumber();
        boolean known = ring.ids().contains(id);
        if (known) {
            SegmentKeys keys = SegmentKeys.of(ring.key(id), header);
            if (keys.mac(header).equals(header.proof().mac())) {
                if (!SegmentKeys.check(ring.key(id), header.logId()).equals(header.proof().keyCheck())) {
                    throw BadBytes.corrupt(SegmentHeader.KEY_CHECK_AT, "the key check of key " + id, "another: it was changed");
                }
                return keys;
            }
        }
        for (long candidate : ring.ids()) {
            byte[] key = ring.key(candidate);
            if (SegmentKeys.check(key, header.logId()).equals(header.proof().keyCheck())) {
                if (candidate != id && SegmentKeys.of(key, header).mac(header).equals(header.proof().mac())) {
                    throw KeyRefused.wrong(id, "the key ring has that key under id " + candidate);
                }
                throw BadBytes.corrupt(SegmentHeader.MAC_AT, "a header as it was written with its key", "a changed one");
            }
        }
        throw known ? KeyRefused.wrong(id, "the key ring has another key under this id")
                : KeyRefused.missing(id, "the key ring has only " + ring.ids());
    }

    @Override
    public boolean refresh(Set<Long> needed) {
        KeyRing next = ask();
        KeyRing now = ring;
        for (long id : now.ids()) {
            if (id == now.active() || needed.contains(id)) {
                refuseWithout(id, next, now);
            }
        }
        ring = next;
        return next.active() != now.active();
    }

    @SuppressWarnings("NullAway") // whoever gives the keys may not have been checked for it
    private KeyRing ask() {
        KeyRing given;
        try {
            given = source.get();
        } catch (WalException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new WalException.KeysUnavailable(String.valueOf(e.getMessage()), e);
        }
        if (given == null) {
            throw new WalException.KeysUnavailable("none were given", null);
        }
        return given;
    }

    private static void refuseWithout(long id, KeyRing next, KeyRing now) {
        if (!next.ids().contains(id)) {
            throw new WalException.InvalidOption("the new key ring has no key " + id
                    + ", which the log still needs; the keys from before are used on");
        }
        if (!MessageDigest.isEqual(next.key(id), now.key(id))) {
            throw new WalException.InvalidOption("the new key ring has another key " + id
                    + " than before; the keys from before are used on. Give a new key a new id");
        }
    }
}
