package io.quarkiverse.durable.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;

/**
 * Chunks, in the form that {@link JournalCodec} describes.
 *
 * <pre>
 * chunk   [1, first, number, before, changes]           the participant of an explicit event is null
 * chunks  [first, last, count, {channel: changes, …}, participant of explicit events]      of a transaction record
 * </pre>
 */
final class ChunkCodec {

    private ChunkCodec() {
    }

    static ByteBuffer encode(Chunk chunk) {
        return JournalCodec.payload(cbor -> {
            cbor.writeNumber(chunk.first());
            cbor.writeNumber(chunk.number());
            cbor.writeNumber(chunk.before());
            ChangesCodec.write(cbor, chunk.changes());
        });
    }

    static Chunk decode(ByteBuffer payload) {
        List<@Nullable Object> fields = JournalCodec.read(payload);
        return new Chunk(CborValues.number(fields.get(1)), (int) CborValues.number(fields.get(2)),
                (int) CborValues.number(fields.get(3)), ChangesCodec.read(fields.get(4)));
    }

    static void write(CBORGenerator cbor, Chunks chunks) throws IOException {
        CborValues.writeArray(cbor, chunks.first(), chunks.last(), chunks.count(), chunks.changes(),
                chunks.participantOfEvents());
    }

    static @Nullable Chunks chunks(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        List<@Nullable Object> fields = CborValues.list(value);
        Map<String, Integer> changes = new LinkedHashMap<>();
        if (fields.get(3) instanceof Map<?, ?> counts) {
            counts.forEach((channel, count) -> changes.put(String.valueOf(channel), (int) CborValues.number(count)));
        }
        return new Chunks(CborValues.number(fields.get(0)), CborValues.number(fields.get(1)),
                (int) CborValues.number(fields.get(2)), changes, (int) CborValues.number(fields.get(4)));
    }
}
