package io.quarkiverse.durable.runtime.keys;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.WalException;

/**
 * Keys in text form: the id of a key and its 32 bytes in Base64 or hexadecimal, and perhaps which is active. Of what is wrong
 * it says where, never what.
 */
final class KeyEntries {

    private static final String ACTIVE = "active";
    private static final Pattern ID = Pattern.compile("[0-9]{1,10}");
    private static final int HEX_LENGTH = 2 * KeyRing.KEY_BYTES;

    private final String where;
    private final TreeMap<Long, byte[]> keys = new TreeMap<>();
    private OptionalLong active = OptionalLong.empty();

    private KeyEntries(String where) {
        this.where = where;
    }

    static boolean isEntry(String name) {
        return name.equals(ACTIVE) || ID.matcher(name).matches();
    }

    /** @param where for messages */
    static KeyEntries of(Map<String, String> entries, String where) {
        KeyEntries result = new KeyEntries(where);
        entries.forEach(result::add);
        if (result.keys.isEmpty()) {
            throw KeySource.refused(where + " has no key");
        }
        return result;
    }

    private void add(String name, String value) {
        if (name.equals(ACTIVE)) {
            if (!ID.matcher(value.strip()).matches()) {
                throw KeySource.refused(where + ": \"active\" is not the id of a key");
            }
            active = OptionalLong.of(Long.parseLong(value.strip()));
        } else {
            keys.put(Long.parseLong(name), bytes(name, value.strip()));
        }
    }

    private byte[] bytes(String id, String text) {
        byte[] key;
        try {
            key = text.length() == HEX_LENGTH ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException saysWhatItFound) {
            key = new byte[0];
        }
        if (key.length != KeyRing.KEY_BYTES) {
            throw KeySource.refused(where + ": key " + id + " is not " + KeyRing.KEY_BYTES
                    + " bytes in Base64 (44 characters) or hexadecimal (64 characters)");
        }
        return key;
    }

    /** @param chosen goes before what the entries say; where neither says, the highest id is active */
    KeyRing ring(OptionalLong chosen) {
        long id = chosen.isPresent() ? chosen.getAsLong() : active.orElse(keys.lastKey());
        try {
            return new KeyRing(id, keys);
        } catch (WalException.InvalidOption e) {
            throw KeySource.refused(where + ": " + e.getMessage());
        }
    }
}
