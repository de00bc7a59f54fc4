package io.quarkiverse.durable.runtime.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file with one key in each line, {@code id=key}, which only its owner may read. Where an id should be may be {@code active}.
 */
final class KeyFile {

    private static final int BYTES_MAX = 1 << 20;
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);

    private final Path file;

    KeyFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    KeyEntries read() {
        try {
            refuseOthers();
            Map<String, String> entries = new TreeMap<>();
            int number = 0;
            for (String line : text().lines().toList()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(entries, line, number);
                }
            }
            return KeyEntries.of(entries, "key file " + file);
        } catch (NoSuchFileException e) {
            throw KeySource.refused("there is no file " + file);
        } catch (IOException e) {
            throw KeySource.refused("file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private void refuseOthers() throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER.containsAll(permissions)) {
            throw KeySource.refused("file " + file + " has permissions " + PosixFilePermissions.toString(permissions)
                    + ", and only its owner may read or write it. Change them to rw------- (chmod 600)");
        }
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw KeySource.refused("file " + file + " is over " + BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void add(Map<String, String> entries, String line, int number) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? "" : line.substring(0, equals).strip();
        if (!KeyEntries.isEntry(name)) {
            throw KeySource.refused("line " + number + " of file " + file + " is not ID=KEY or active=ID");
        }
        if (entries.put(name, line.substring(equals + 1)) != null) {
            throw KeySource.refused("line " + number + " of file " + file + " has " + name + " a second time");
        }
    }
}
