package io.quarkiverse.durable.runtime.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;

/**
 * Our records as CBOR (RFC 8949). Each payload is one array whose first element is the version of its layout; elements may be
 * added at the end, and a reader ignores those that it does not know.
 *
 * <pre>
 * transaction  [1, participants, metadata, changes, chunks or absent]
 *   participant  [datasource, slot, previous, epoch, incarnation or null]
 *   metadata     [tenant or null, user or null, traceparent or null, or also: time in milliseconds or 0, or also: request id
 *                 or null, reason or null]
 * outcome      [1, transaction, datasource, result, token, evidence]
 * adopted      [1, log id, transaction, [[datasource, token], …], payload of a transaction]
 * </pre>
 *
 * {@link ChangesCodec} has the changes, {@link ChunkCodec} what large transactions need beside that.
 */
public final class JournalCodec {

    private static final int LAYOUT = 1;

    /** Writes the elements of a payload that follow the version of its layout. */
    interface Elements {
        void write(CBORGenerator cbor) throws IOException;
    }

    static ByteBuffer payload(Elements elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (CBORGenerator cbor = CborValues.FACTORY.createGenerator(out)) {
            cbor.writeStartArray();
            cbor.writeNumber(LAYOUT);
            elements.write(cbor);
            cbor.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    public ByteBuffer encode(TransactionRecord transaction) {
        return payload(cbor -> {
            cbor.writeStartArray();
            for (Participant participant : transaction.participants()) {
                write(cbor, participant);
            }
            cbor.writeEndArray();
            write(cbor, transaction.metadata());
            ChangesCodec.write(cbor, transaction.changes());
            if (transaction.chunks() != null) {
                ChunkCodec.write(cbor, transaction.chunks());
            }
        });
    }

    public ByteBuffer encode(Outcome outcome) {
        return payload(cbor -> {
            cbor.writeNumber(outcome.transaction());
            cbor.writeString(outcome.datasource());
            cbor.writeNumber(outcome.result().code);
            cbor.writeNumber(outcome.token());
            cbor.writeNumber(outcome.evidence().code);
        });
    }

    public ByteBuffer encode(Adopted adopted) {
        return payload(cbor -> {
            cbor.writeString(adopted.logId());
            cbor.writeNumber(adopted.transaction());
            cbor.writeStartArray();
            for (Outcome outcome : adopted.committed()) {
                CborValues.writeArray(cbor, outcome.datasource(), outcome.token());
            }
            cbor.writeEndArray();
            cbor.writeBinary(bytes(adopted.record()));
        });
    }

    private static void write(CBORGenerator cbor, TransactionRecord.Metadata metadata) throws IOException {
        if (metadata.requestId() != null || metadata.reason() != null) {
            CborValues.writeArray(cbor, metadata.tenant(), metadata.user(), metadata.traceparent(), metadata.timeMillis(),
                    metadata.requestId(), metadata.reason());
        } else if (metadata.timeMillis() != 0) {
            CborValues.writeArray(cbor, metadata.tenant(), metadata.user(), metadata.traceparent(), metadata.timeMillis());
        } else {
            CborValues.writeArray(cbor, metadata.tenant(), metadata.user(), metadata.traceparent());
        }
    }

    private static TransactionRecord.Metadata metadata(List<@Nullable Object> m) {
        return new TransactionRecord.Metadata((String) m.get(0), (String) m.get(1), (String) m.get(2),
                m.size() > 3 ? CborValues.number(m.get(3)) : 0, m.size() > 4 ? (String) m.get(4) : null,
                m.size() > 5 ? (String) m.get(5) : null);
    }

    private static void write(CBORGenerator cbor, Participant participant) throws IOException {
        CborValues.writeArray(cbor, participant.datasource(), participant.slot(), participant.previous(), participant.epoch(),
                participant.incarnation());
    }

    public TransactionRecord decodeTransaction(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        List<Participant> participants = new ArrayList<>();
        for (Object each : CborValues.list(fields.get(1))) {
            List<@Nullable Object> p = CborValues.list(each);
            participants.add(new Participant(CborValues.text(p.get(0)), (int) CborValues.number(p.get(1)),
                    CborValues.number(p.get(2)), CborValues.number(p.get(3)),
                    (String) p.get(4)));
        }
        return new TransactionRecord(participants, metadata(CborValues.list(fields.get(2))), ChangesCodec.read(fields.get(3)),
                fields.size() > 4 ? ChunkCodec.chunks(fields.get(4)) : null);
    }

    /** How many databases take part in a transaction, without reading the rest of its record. */
    int participants(ByteBuffer payload) {
        try (JsonParser cbor = CborValues.FACTORY.createParser(new ByteBufferBackedInputStream(payload.duplicate()))) {
            cbor.nextToken();
            cbor.nextToken();
            checkLayout(cbor.getIntValue());
            if (cbor.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("Expected an array in a record, found " + cbor.currentToken());
            }
            int count = 0;
            while (cbor.nextToken() == JsonToken.START_ARRAY) {
                cbor.skipChildren();
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The element that follows the version of the layout, a number, without reading the rest. */
    static long firstNumber(ByteBuffer payload) {
        try (JsonParser cbor = CborValues.FACTORY.createParser(new ByteBufferBackedInputStream(payload.duplicate()))) {
            cbor.nextToken();
            cbor.nextToken();
            checkLayout(cbor.getIntValue());
            cbor.nextToken();
            return cbor.getLongValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Outcome decodeOutcome(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        return new Outcome(CborValues.number(fields.get(1)), CborValues.text(fields.get(2)),
                result(CborValues.number(fields.get(3))), CborValues.number(fields.get(4)),
                evidence(CborValues.number(fields.get(5))));
    }

    public Adopted decodeAdopted(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        long transaction = CborValues.number(fields.get(2));
        List<Outcome> committed = new ArrayList<>();
        for (Object each : CborValues.list(fields.get(3))) {
            List<@Nullable Object> on = CborValues.list(each);
            committed.add(
                    new Outcome(transaction, CborValues.text(on.get(0)), Outcome.Result.COMMITTED, CborValues.number(on.get(1)),
                            Outcome.Evidence.SLOT));
        }
        if (fields.get(4) instanceof byte[] record) {
            return new Adopted(CborValues.text(fields.get(1)), transaction, committed, ByteBuffer.wrap(record));
        }
        throw new IllegalArgumentException("Expected bytes in a record, found " + fields.get(4));
    }

    private static Outcome.Result result(long code) {
        for (Outcome.Result result : Outcome.Result.values()) {
            if (result.code == code) {
                return result;
            }
        }
        throw new IllegalArgumentException("The log has an outcome of unknown kind " + code);
    }

    private static Outcome.Evidence evidence(long code) {
        for (Outcome.Evidence evidence : Outcome.Evidence.values()) {
            if (evidence.code == code) {
                return evidence;
            }
        }
        throw new IllegalArgumentException("The log has an outcome with unknown evidence " + code);
    }

    static List<@Nullable Object> read(ByteBuffer payload) {
        try (JsonParser cbor = CborValues.FACTORY.createParser(bytes(payload))) {
            cbor.nextToken();
            List<@Nullable Object> fields = CborValues.list(CborValues.read(cbor));
            checkLayout(CborValues.number(fields.get(0)));
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }

    private static void checkLayout(long layout) {
        if (layout != LAYOUT) {
            throw new IllegalArgumentException("The log has a record of layout " + layout
                    + ", this version of Quarkus Durable reads layout " + LAYOUT);
        }
    }

}
