package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.wal.Lsn;

/**
 * The position of every consumer, as it is twice in the file {@code cursors}.
 *
 * <pre>
 *    0 u64 magic             16 16 B log id     entries: u64 position, u32 length of the name, the name in UTF-8
 *    8 u32 version           32 u64 sequence    end:     u32 CRC32C of everything before
 *   12 u32 length of table   40 u32 entries
 *                            44 u32 zero
 * </pre>
 */
public record CursorTable(UUID logId, long sequence, SortedMap<String, Lsn> positions) {

    private static final long MAGIC = 0x0A55_4357_5255_4451L; // "QDURWCU\n"
    private static final int LENGTH_AT = 12;
    private static final int ENTRIES_AT = 48;
    private static final int ENTRY_BYTES_MIN = 12;

    public CursorTable {
        positions = new TreeMap<>(positions);
    }

    public CursorTable withSequence(long other) {
        return new CursorTable(logId, other, positions);
    }

    public int sizeBytes() {
        int size = ENTRIES_AT + 4;
        for (String name : positions.keySet()) {
            size += ENTRY_BYTES_MIN + name.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    /** Writes at the buffer's position, which is behind the table on return. */
    public void encode(ByteBuffer into) {
        int size = sizeBytes();
        ByteBuffer b = into.slice(into.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(MAGIC).putInt(Layout.VERSION).putInt(size);
        Identifier.put(b, 16, logId);
        b.putLong(32, sequence).putInt(40, positions.size()).putInt(44, 0).position(ENTRIES_AT);
        for (Map.Entry<String, Lsn> entry : positions.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            b.putLong(entry.getValue().value()).putInt(name.length).put(name);
        }
        b.putInt(Checksum.of(b, 0, size - 4));
        into.position(into.position() + size);
    }

    /**
     * Reads the table that begins where the buffer does.
     *
     * @return null where none checks: damaged, or a write that a crash tore
     * @throws BadBytes what checks cannot be one of ours, or is of a newer version
     */
    public static @Nullable CursorTable decode(ByteBuffer source) throws BadBytes {
        ByteBuffer b = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = b.limit() < ENTRIES_AT + 4 ? 0 : b.getInt(LENGTH_AT);
        if (length < ENTRIES_AT + 4 || length > b.limit() || b.getLong(0) != MAGIC
                || b.getInt(length - 4) != Checksum.of(b, 0, length - 4)) {
            return null;
        }
        WholeFile.check(b.limit(length), MAGIC, ENTRIES_AT + 4);
        return new CursorTable(Identifier.get(b, 16), b.getLong(32), entries(b));
    }

    private static SortedMap<String, Lsn> entries(ByteBuffer b) throws BadBytes {
        int count = b.getInt(40);
        if (count < 0) {
            throw BadBytes.corrupt(40, "a count of cursors", Integer.toUnsignedString(count));
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
        return positions;
    }
}
