package io.quarkiverse.durable.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * One message of PostgreSQL's protocol, version 3: a type byte, a length that counts itself, a body. The first message of a
 * client has no type; {@link #UNTYPED} stands for it.
 */
record PgFrame(char type, byte[] body) {

    static final char UNTYPED = 0;
    static final int SSL_REQUEST = 80877103;
    static final int GSS_REQUEST = 80877104;
    private static final int BODY_BYTES_MAX = 256 << 20;

    /** Null at the end of the stream. */
    static @Nullable PgFrame read(DataInputStream in) throws IOException {
        int type = in.read();
        return type < 0 ? null : new PgFrame((char) type, readBody(in));
    }

    /** Null at the end of the stream. */
    static @Nullable PgFrame readUntyped(DataInputStream in) throws IOException {
        try {
            return new PgFrame(UNTYPED, readBody(in));
        } catch (EOFException e) {
            return null;
        }
    }

    private static byte[] readBody(DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > BODY_BYTES_MAX) {
            throw new IOException("A message of " + length + " bytes: not PostgreSQL's protocol, or more than the proxy takes");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return body;
    }

    void write(DataOutputStream out) throws IOException {
        if (type != UNTYPED) {
            out.writeByte(type);
        }
        out.writeInt(body.length + Integer.BYTES);
        out.write(body);
    }

    /** The code of an untyped message: a protocol version or a request. */
    int code() {
        return body.length < 4 ? 0
                : (body[0] & 0xff) << 24 | (body[1] & 0xff) << 16 | (body[2] & 0xff) << 8 | body[3] & 0xff;
    }

    /** The null-terminated string that begins at this offset. */
    String string(int offset) {
        return new String(body, offset, end(offset) - offset, StandardCharsets.UTF_8);
    }

    /** The null-terminated string after the one that begins at this offset. */
    String stringAfter(int offset) {
        return string(end(offset) + 1);
    }

    private int end(int offset) {
        int end = offset;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        return end;
    }
}
