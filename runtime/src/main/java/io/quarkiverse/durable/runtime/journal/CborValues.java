package io.quarkiverse.durable.runtime.journal;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;

/** Values in CBOR: null, booleans, numbers, texts, bytes, lists, and maps with text keys. */
final class CborValues {

    /*
     * What was written must be readable: the size of a record is bounded by the log, not here. Without the two features Jackson
     * writes and reads large negative integers in a form of its own, which others read as lower by one.
     */
    static final CBORFactory FACTORY = CBORFactory.builder()
            .enable(CBORGenerator.Feature.ENCODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
            .enable(CBORParser.Feature.DECODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE).build())
            .build();

    private CborValues() {
    }

    static void writeArray(CBORGenerator cbor, @Nullable Object... values) throws IOException {
        cbor.writeStartArray(null, values.length);
        for (Object value : values) {
            write(cbor, value);
        }
        cbor.writeEndArray();
    }

    static void write(CBORGenerator cbor, @Nullable Object value) throws IOException {
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
                write(cbor, entry.getValue());
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

    static @Nullable Object read(JsonParser cbor) throws IOException {
        switch (cbor.currentToken()) {
            case START_ARRAY:
                List<@Nullable Object> list = new ArrayList<>();
                while (cbor.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(cbor));
                }
                return list;
            case START_OBJECT:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (String name = cbor.nextFieldName(); name != null; name = cbor.nextFieldName()) {
                    cbor.nextToken();
                    map.put(name, read(cbor));
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

    static String text(@Nullable Object value) {
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
