package io.quarkiverse.durable.wal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is read as a whole and replaced as a whole, so that a crash leaves the old or the new one. */
public final class SmallFile {

    /** Far above what any of ours needs; a bound on what a damaged directory can make us read. */
    public static final int BYTES_MAX = 16 << 20;

    private SmallFile() {
    }

    public static ByteBuffer read(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            long size = file.sizeBytes();
            if (size > BYTES_MAX) {
                throw new IOException(name + " has " + size + " bytes, at most " + BYTES_MAX + " are expected");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            file.read(bytes, 0);
            return bytes.flip();
        }
    }

    /** Durable on return. */
    public static void replace(Storage storage, String name, ByteBuffer bytes) throws IOException {
        String temporary = name + ".tmp";
        storage.delete(temporary);
        try (StorageFile file = storage.open(temporary, Storage.Mode.WRITE)) {
            file.write(bytes, 0);
            file.force();
        }
        storage.rename(temporary, name);
        storage.syncDirectory();
    }
}
