package io.quarkiverse.durable.runtime.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;

import io.quarkiverse.durable.Operation;

/**
 * Our records as CBOR (RFC 8949). Each payload is one array whose first element is the version of its layout; elements may be
 * added
 * at the end, and a reader ignores those that it does not know.
 *
 * <pre>
 * transaction  [1, participants, metadata, changes, chunks or absent]
 *   participant  [datasource, slot, previous, epoch, incarnation or null]
 *   metadata     [tenant or null, user or null, traceparent or null, or also: time in milliseconds]
 *   change       [channel, type, key, operation 1..4, before map or null, after map or null, [changed property, …], participant,
 *                 partition key; absent where it is the key]
 * outcome      [1, transaction, datasource, result, token, evidence]
 * adopted      [1, log id, transaction, [[datasource, token], …], payload of a transaction]
 * </pre>
 *
 * {@link ChunkCodec} has what large transactions need beside that.
 */
public final class JournalCodec {

    private static final int LAYOUT = 1;
    /*
     * What was written must be readable: the size of a record is bounded by the log, not here. Without the two features Jackson
     * writes and reads large negative integers in a form of its own, which others read as lower by one.
     */
    private static final CBORFactory CBOR = CBORFactory.builder()
            .enable(CBORGenerator.Feature.ENCODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
            .enable(CBORParser.Feature.DECODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE).build())
            .build();

    /** Writes the elements of a payload that follow the version of its layout. */
    interface Elements {
        void write(CBORGenerator cbor) throws IOException;
    }

    static ByteBuffer payload(Elements elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (CBORGenerator cbor = CBOR.createGenerator(out)) {
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
            TransactionRecord.Metadata metadata = transaction.metadata();
            if (metadata.timeMillis() == 0) {
                writeArray(cbor, metadata.tenant(), metadata.user(), metadata.traceparent());
            } else {
                writeArray(cbor, metadata.tenant(), metadata.user(), metadata.traceparent(), metadata.timeMillis());
            }
            cbor.writeStartArray();
            for (Change change : transaction.changes()) {
                write(cbor, change);
            }
            cbor.writeEndArray();
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
                writeArray(cbor, outcome.datasource(), outcome.token());
            }
            cbor.writeEndArray();
            cbor.writeBinary(bytes(adopted.record()));
        });
    }

    private static void write(CBORGenerator cbor, Participant participant) throws IOException {
        writeArray(cbor, participant.datasource(), participant.slot(), participant.previous(), participant.epoch(),
                participant.incarnation());
    }

    static void write(CBORGenerator cbor, Change change) throws IOException {
        Object participant = change.participant() == Change.ANY ? null : change.participant();
        if (change.partitionKey().equals(change.key())) {
            writeArray(cbor, change.channel(), change.type(), change.key(), change.operation().ordinal() + 1,
                    change.before(), change.after(), change.changed(), participant);
        } else {
            writeArray(cbor, change.channel(), change.type(), change.key(), change.operation().ordinal() + 1,
                    change.before(), change.after(), change.changed(), participant, change.partitionKey());
        }
    }

    static void writeArray(CBORGenerator cbor, @Nullable Object... values) throws IOException {
        cbor.writeStartArray();
        for (Object value : values) {
            writeValue(cbor, value);
        }
        cbor.writeEndArray();
    }

    private static void writeValue(CBORGenerator cbor, @Nullable Object value) throws IOException {
        if (value == null) {
            cbor.writeNull();
        } else if (value instanceof String text) {
            cbor.writeString(text);
        } else if (value instanceof Number number) {
            writeNumber(cbor, number);
        } else if (value instanceof Boolean flag) {
            cbor.writeBoolean(flag);
        } else if (value instanceof byte[] bytes) {
            cbor.writeBinary(bytes);
        } else if (value instanceof List<?> list) {
            writeArray(cbor, list.toArray());
        } else if (value instanceof Map<?, ?> map) {
            cbor.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                cbor.writeFieldName(String.valueOf(entry.getKey()));
                writeValue(cbor, entry.getValue());
            }
            cbor.writeEndObject();
        } else {
            throw new IllegalArgumentException("A value of " + value.getClass().getName() + " cannot stand in the log");
        }
    }

    private static void writeNumber(CBORGenerator cbor, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            cbor.writeNumber(number.longValue());
        } else if (number instanceof Double) {
            cbor.writeNumber(number.doubleValue());
        } else if (number instanceof Float) {
            cbor.writeNumber(number.floatValue());
        } else if (number instanceof BigDecimal decimal) {
            cbor.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            cbor.writeNumber(integer);
        } else {
            throw new IllegalArgumentException("A number of " + number.getClass().getName() + " cannot stand in the log");
        }
    }

    public TransactionRecord decodeTransaction(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        List<Participant> participants = new ArrayList<>();
        for (Object each : list(fields.get(1))) {
            List<@Nullable Object> p = list(each);
            participants.add(new Participant(text(p.get(0)), (int) number(p.get(1)), number(p.get(2)), number(p.get(3)),
                    (String) p.get(4)));
        }
        List<@Nullable Object> m = list(fields.get(2));
        List<Change> changes = new ArrayList<>();
        for (Object each : list(fields.get(3))) {
            changes.add(change(list(each)));
        }
        return new TransactionRecord(participants,
                new TransactionRecord.Metadata((String) m.get(0), (String) m.get(1), (String) m.get(2),
                        m.size() > 3 ? number(m.get(3)) : 0),
                changes, fields.size() > 4 ? ChunkCodec.chunks(fields.get(4)) : null);
    }

    /** How many databases take part in a transaction, without reading the rest of its record. */
    int participants(ByteBuffer payload) {
        try (JsonParser cbor = CBOR.createParser(new ByteBufferBackedInputStream(payload.duplicate()))) {
            cbor.nextToken();
            cbor.nextToken();
            checkLayout(cbor.getIntValue());
            cbor.nextToken();
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
        try (JsonParser cbor = CBOR.createParser(new ByteBufferBackedInputStream(payload.duplicate()))) {
            cbor.nextToken();
            cbor.nextToken();
            checkLayout(cbor.getIntValue());
            cbor.nextToken();
            return cbor.getLongValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Change change(List<@Nullable Object> c) {
        List<String> changed = new ArrayList<>();
        for (Object property : list(c.get(6))) {
            changed.add(text(property));
        }
        String key = text(c.get(2));
        return new Change(text(c.get(0)), text(c.get(1)), key, Operation.values()[(int) number(c.get(3)) - 1],
                map(c.get(4)), map(c.get(5)), changed, c.get(7) == null ? Change.ANY : (int) number(c.get(7)),
                c.size() > 8 ? text(c.get(8)) : key);
    }

    public Outcome decodeOutcome(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        return new Outcome(number(fields.get(1)), text(fields.get(2)), result(number(fields.get(3))), number(fields.get(4)),
                evidence(number(fields.get(5))));
    }

    public Adopted decodeAdopted(ByteBuffer payload) {
        List<@Nullable Object> fields = read(payload);
        long transaction = number(fields.get(2));
        List<Outcome> committed = new ArrayList<>();
        for (Object each : list(fields.get(3))) {
            List<@Nullable Object> on = list(each);
            committed.add(new Outcome(transaction, text(on.get(0)), Outcome.Result.COMMITTED, number(on.get(1)),
                    Outcome.Evidence.SLOT));
        }
        if (fields.get(4) instanceof byte[] record) {
            return new Adopted(text(fields.get(1)), transaction, committed, ByteBuffer.wrap(record));
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
        try (JsonParser cbor = CBOR.createParser(bytes(payload))) {
            cbor.nextToken();
            List<@Nullable Object> fields = list(readValue(cbor));
            checkLayout(number(fields.get(0)));
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

    private static @Nullable Object readValue(JsonParser cbor) throws IOException {
        switch (cbor.currentToken()) {
            case START_ARRAY:
                List<@Nullable Object> list = new ArrayList<>();
                while (cbor.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(cbor));
                }
                return list;
            case START_OBJECT:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (String name = cbor.nextFieldName(); name != null; name = cbor.nextFieldName()) {
                    cbor.nextToken();
                    map.put(name, readValue(cbor));
                }
                return map;
            case VALUE_STRING:
                return cbor.getText();
            case VALUE_NUMBER_INT:
            case VALUE_NUMBER_FLOAT:
                return cbor.getNumberValue();
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            case VALUE_EMBEDDED_OBJECT:
                return cbor.getBinaryValue();
            case VALUE_NULL:
                return null;
            default:
                throw new IllegalArgumentException("Unexpected CBOR in a record: " + cbor.currentToken());
        }
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        throw new IllegalArgumentException("Expected an array in a record, found " + value);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> map(@Nullable Object value) {
        return (Map<String, @Nullable Object>) value;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("Expected text in a record, found " + value);
    }

    static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("Expected a number in a record, found " + value);
    }
}
