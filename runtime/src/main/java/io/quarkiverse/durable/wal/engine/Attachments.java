package io.quarkiverse.durable.wal.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.format.Attachment;
import io.quarkiverse.durable.wal.format.BadBytes;
import io.quarkiverse.durable.wal.storage.NoSpaceException;
import io.quarkiverse.durable.wal.storage.SmallFile;
import io.quarkiverse.durable.wal.storage.Storage;

/** The attachments of an open log. */
final class Attachments {

    private static final String SUFFIX = ".attachment";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1," + Wal.ATTACHMENT_NAME_MAX + "}");

    private final Storage storage;
    private final UUID logId;
    @GuardedBy("this")
    private boolean closed;

    Attachments(Storage storage, UUID logId) {
        this.storage = storage;
        this.logId = logId;
    }

    synchronized @Nullable ByteBuffer read(String name) {
        String file = file(name);
        Path path = storage.directory().resolve(file);
        try {
            if (storage.list().stream().noneMatch(entry -> entry.name().equals(file))) {
                return null;
            }
            Attachment found = Attachment.decode(SmallFile.read(storage, file));
            if (!found.logId().equals(logId)) {
                throw BadBytes.corrupt(16, "log id " + logId, found.logId().toString());
            }
            return found.content();
        } catch (BadBytes e) {
            throw e.in(path);
        } catch (IOException e) {
            throw new WalException.Inaccessible(path, "it cannot be read: " + e.getMessage(), e);
        }
    }

    synchronized void replace(String name, ByteBuffer content) {
        if (content.remaining() > Wal.ATTACHMENT_BYTES_MAX) {
            throw new IllegalArgumentException("An attachment has at most " + Wal.ATTACHMENT_BYTES_MAX + " bytes, not "
                    + content.remaining());
        }
        String file = file(name);
        refuseClosed();
        try {
            SmallFile.replace(storage, file, new Attachment(logId, content).encode());
        } catch (NoSpaceException e) {
            throw new WalException.Full(storage.directory(), "there is no room for " + file + ". Free space on its disk.", e);
        } catch (IOException e) {
            throw new WalException.Inaccessible(storage.directory().resolve(file), "it cannot be written: " + e.getMessage(),
                    e);
        }
    }

    @GuardedBy("this")
    private void refuseClosed() {
        if (closed) {
            throw new WalException.Closed("The log in " + storage.directory());
        }
    }

    private String file(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("An attachment has a name of " + NAME + ", not \"" + name + "\"");
        }
        return name + SUFFIX;
    }

    /** From here on the directory may belong to somebody else. */
    synchronized void close() {
        closed = true;
    }
}
