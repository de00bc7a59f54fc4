package io.quarkiverse.durable.wal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.quarkiverse.durable.wal.Lsn;

/**
 * The file {@code identity}: which log the directory holds, its last opening, and what the user of the log noted.
 *
 * <pre>
 *    0 u64 magic       16 16 B log id    40 u64 created, ms    56 u32 1 when closed in order, else 0
 *    8 u32 version     32 u64 epoch      48 u64 last LSN       60 notes: u32 length of the name, the name in UTF-8,
 *   12 u32 length                                                 u32 count, so many u64
 *                                                              end u32 CRC32C of everything before
 * </pre>
 *
 * @param epoch number of the last opening, 0 before the first
 * @param last the log held this record when it was opened or closed, so an end below it is a loss
 * @param closed nothing was written after this
 */
public record Identity(UUID logId, long epoch, long createdMillis, Lsn last, boolean closed,
        SortedMap<String, List<Long>> notes) {

    private static final long MAGIC = 0x0A44_4957_5255_4451L; // "QDURWID\n"
    private static final int BYTES_MIN = 64;
    private static final int NOTES_AT = 60;

    public Identity {
        notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
    }

    /** Of a log that was never opened. */
    public static Identity created(UUID logId, long createdMillis) {
        return new Identity(logId, 0, createdMillis, Lsn.NONE, true, new TreeMap<>());
    }

    public Identity opened(Lsn end) {
        return new Identity(logId, epoch + 1, createdMillis, end, false, notes);
    }

    public Identity closed(Lsn end) {
        return new Identity(logId, epoch, createdMillis, end, true, notes);
    }

    public Identity noted(String name, List<Long> numbers) {
        SortedMap<String, List<Long>> more = new TreeMap<>(notes);
        more.put(name, List.copyOf(numbers));
        return new Identity(logId, epoch, createdMillis, last, closed, more);
    }

    public ByteBuffer encode() {
        int size = BYTES_MIN;
        for (var note : notes.entrySet()) {
            size += 8 + note.getKey().getBytes(StandardCharsets.UTF_8).length + 8 * note.getValue().size();
        }
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(0, MAGIC).putInt(8, Layout.VERSION).putInt(12, size);
        Identifier.put(b, 16, logId);
        b.putLong(32, epoch).putLong(40, createdMillis).putLong(48, last.value()).putInt(56, closed ? 1 : 0);
        b.position(NOTES_AT);
        notes.forEach((name, numbers) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            b.putInt(bytes.length).put(bytes).putInt(numbers.size());
            numbers.forEach(b::putLong);
        });
        b.putInt(Checksum.of(b, 0, size - 4));
        return b.clear();
    }

    public static Identity decode(ByteBuffer source) throws BadBytes {
        ByteBuffer b = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        WholeFile.check(b, MAGIC, BYTES_MIN);
        return new Identity(Identifier.get(b, 16), b.getLong(32), b.getLong(40), Lsn.of(b.getLong(48)), b.getInt(56) == 1,
                notes(b));
    }

    private static SortedMap<String, List<Long>> notes(ByteBuffer b) throws BadBytes {
        SortedMap<String, List<Long>> notes = new TreeMap<>();
        b.position(NOTES_AT).limit(b.limit() - 4);
        while (b.hasRemaining()) {
            byte[] name = new byte[count(b, 1)];
            b.get(name);
            int count = count(b, 8);
            List<Long> numbers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                numbers.add(b.getLong());
            }
            notes.put(new String(name, StandardCharsets.UTF_8), List.copyOf(numbers));
        }
        return notes;
    }

    /** How many items of this size follow. */
    private static int count(ByteBuffer b, int itemBytes) throws BadBytes {
        if (b.remaining() < 4) {
            throw BadBytes.corrupt(b.position(), "a note", b.remaining() + " bytes");
        }
        int count = b.getInt();
        if (count < 0 || count > b.remaining() / itemBytes) {
            throw BadBytes.corrupt(b.position() - 4L, "at most " + b.remaining() / itemBytes,
                    Integer.toUnsignedString(count));
        }
        return count;
    }
}
