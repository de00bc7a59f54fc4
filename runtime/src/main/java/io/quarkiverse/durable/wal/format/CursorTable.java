package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.quarkiverse.durable.wal.Lsn;

/**
 * The file {@code cursors}: the saved position of every consumer.
 *
 * <pre>
 *    0 u64 magic            16 16 B log id      entries: u64 position, u32 length of the name, the name in UTF-8
 *    8 u32 version          32 u32 entries      end:     u32 CRC32C of everything before
 *   12 u32 length of file   36 u32 reserved, 0
 * </pre>
 */
public record CursorTable(UUID logId, SortedMap<String, Lsn> positions) {

    private static final long MAGIC = 0x0A55_4357_5255_4451L; // "QDURWCU\n"
    private static final int ENTRIES_AT = 40;
    private static final int ENTRY_BYTES_MIN = 12;

    public CursorTable {
        positions = new TreeMap<>(positions);
    }

    public ByteBuffer encode() {
        int size = ENTRIES_AT + 4;
        for (String name : positions.keySet()) {
            size += ENTRY_BYTES_MIN + name.getBytes(StandardCharsets.UTF_8).length;
        }
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(MAGIC).putInt(Layout.VERSION).putInt(size);
        Identifier.put(b, 16, logId);
        b.putInt(32, positions.size()).position(ENTRIES_AT);
        for (Map.Entry<String, Lsn> entry : positions.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            b.putLong(entry.getValue().value()).putInt(name.length).put(name);
        }
        b.putInt(Checksum.of(b, 0, size - 4));
        return b.flip();
    }

    public static CursorTable decode(ByteBuffer source) throws BadBytes {
        ByteBuffer b = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        WholeFile.check(b, MAGIC, ENTRIES_AT + 4);
        int count = b.getInt(32);
        if (count < 0) {
            throw BadBytes.corrupt(32, "a count of cursors", Integer.toUnsignedString(count));
        }
        SortedMap<String, Lsn> positions = new TreeMap<>();
        b.position(ENTRIES_AT).limit(b.limit() - 4);
        for (int i = 0; i < count; i++) {
            if (b.remaining() < ENTRY_BYTES_MIN) {
                throw BadBytes.corrupt(b.position(), count + " cursors", i + " cursors");
            }
            long position = b.getLong();
            int length = b.getInt();
            if (position < 0 || length < 0 || length > b.remaining()) {
                throw BadBytes.corrupt(b.position(), "a cursor", "position " + position + ", name of " + length + " bytes");
            }
            byte[] name = new byte[length];
            b.get(name);
            positions.put(new String(name, StandardCharsets.UTF_8), Lsn.of(position));
        }
        if (b.hasRemaining()) {
            throw BadBytes.corrupt(b.position(), "the end behind " + count + " cursors", b.remaining() + " bytes more");
        }
        return new CursorTable(Identifier.get(b, 16), positions);
    }
}
