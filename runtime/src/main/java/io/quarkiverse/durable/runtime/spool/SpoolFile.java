package io.quarkiverse.durable.runtime.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;

import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/**
 * A temporary file of entries, which are read in the order in which they were written. It is made with the first of them. Its
 * blocks are encrypted and authenticated by AES-GCM with a key that is in this object alone, and it is deleted when it is
 * closed; where the system can do that, it has no name from the beginning. Not thread-safe.
 */
public final class SpoolFile implements AutoCloseable {

    private static final String PREFIX = "spool-";
    private static final int BLOCK = 16 * 1024;
    private static final int KEY_BITS = 256;
    private static final int TAG_BITS = 128;
    private static final int NONCE = 12;

    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
            StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);

    private final Path directory;
    private final Files files;
    private @Nullable Opened opened;

    /** Opens a new file. */
    interface Files {
        SeekableByteChannel open(Set<OpenOption> options) throws IOException;
    }

    private record Opened(SeekableByteChannel channel, SecretKey key) {
    }

    /** Entries that were written one after the other: from one position in the file to another. */
    public record Section(long from, long to) {
    }

    public SpoolFile(Path directory) {
        this(directory, options -> java.nio.file.Files.newByteChannel(directory.resolve(PREFIX + UUID.randomUUID()), options));
    }

    SpoolFile(Path directory, Files files) {
        this.directory = directory;
        this.files = files;
    }

    /** One at a time: until its section is complete, there can be no other. */
    Writer writer() {
        return new Writer(opened());
    }

    Iterator<byte[]> read(Section section) {
        return new Reader(opened(), section);
    }

    boolean isUsed() {
        return opened != null;
    }

    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            try {
                KeyGenerator keys = KeyGenerator.getInstance("AES");
                keys.init(KEY_BITS);
                now = new Opened(files.open(OPTIONS), keys.generateKey());
            } catch (IOException | GeneralSecurityException e) {
                throw failed(e);
            }
            opened = now;
        }
        return now;
    }

    private DurableException failed(Exception e) {
        return new DurableException("DURABLE-0147", "A statement changes more rows than fit into"
                + " quarkus.durable.capture.buffer-size, and the temporary file for them in " + directory
                + " cannot be written or read: " + e + ". Make room there, or change the rows in steps.", e);
    }

    /** The position of a block in the file is its nonce: no position is written twice with one key. */
    private static byte[] crypt(Opened file, int mode, long position, byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, file.key(),
                new GCMParameterSpec(TAG_BITS, ByteBuffer.allocate(NONCE).putLong(position).array()));
        return cipher.doFinal(bytes);
    }

    /** Writes one section at the end of the file. */
    final class Writer {

        private final Opened file;
        private final long from;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream(2 * BLOCK);
        private final DataOutputStream out = new DataOutputStream(block);
        private long position;

        private Writer(Opened file) {
            this.file = file;
            try {
                from = file.channel().size();
            } catch (IOException e) {
                throw failed(e);
            }
            position = from;
        }

        void write(byte[] entry) {
            try {
                out.writeInt(entry.length);
                out.write(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (block.size() >= BLOCK) {
                flush();
            }
        }

        Section end() {
            if (block.size() > 0) {
                flush();
            }
            return new Section(from, position);
        }

        private void flush() {
            try {
                byte[] secret = crypt(file, Cipher.ENCRYPT_MODE, position, block.toByteArray());
                block.reset();
                ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + secret.length).putInt(secret.length).put(secret).flip();
                file.channel().position(position);
                position += bytes.remaining();
                while (bytes.hasRemaining()) {
                    file.channel().write(bytes);
                }
            } catch (IOException | GeneralSecurityException e) {
                throw failed(e);
            }
        }
    }

    /** Has one block of its section in memory. */
    private final class Reader implements Iterator<byte[]> {

        private final Opened file;
        private final Section section;
        private DataInputStream block = new DataInputStream(new ByteArrayInputStream(new byte[0]));
        private long position;

        Reader(Opened file, Section section) {
            this.file = file;
            this.section = section;
            this.position = section.from();
        }

        @Override
        public boolean hasNext() {
            try {
                return block.available() > 0 || position < section.to();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                if (block.available() == 0) {
                    block = new DataInputStream(new ByteArrayInputStream(nextBlock()));
                }
                byte[] entry = new byte[block.readInt()];
                block.readFully(entry);
                return entry;
            } catch (IOException | GeneralSecurityException e) {
                throw failed(e);
            }
        }

        private byte[] nextBlock() throws IOException, GeneralSecurityException {
            byte[] secret = new byte[fill(position, ByteBuffer.allocate(Integer.BYTES)).getInt()];
            fill(position + Integer.BYTES, ByteBuffer.wrap(secret));
            byte[] plain = crypt(file, Cipher.DECRYPT_MODE, position, secret);
            position += Integer.BYTES + secret.length;
            return plain;
        }

        private ByteBuffer fill(long at, ByteBuffer bytes) throws IOException {
            file.channel().position(at);
            while (bytes.hasRemaining()) {
                if (file.channel().read(bytes) < 0) {
                    throw new IOException("it is shorter than what was written");
                }
            }
            return bytes.flip();
        }
    }

    @Override
    public void close() {
        Opened now = opened;
        opened = null;
        if (now != null) {
            try {
                now.channel().close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
