package io.quarkiverse.durable.runtime.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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

/**
 * Values of images as bytes, and back as they were: unlike the encoding of the log it keeps the kinds of numbers apart, so that
 * what comes back can be compared with what did not go this way.
 */
public final class ExactValues {

    private ExactValues() {
    }

    public static byte[] encode(@Nullable Object... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, java.util.Arrays.asList(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    public static List<@Nullable Object> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return (List<@Nullable Object>) java.util.Objects.requireNonNull(read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte('0');
        } else if (value instanceof String text) {
            bytes(out, 'S', chars(text));
        } else if (value instanceof byte[] binary) {
            bytes(out, 'X', binary);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? 'T' : 'U');
        } else if (value instanceof Number number) {
            number(out, number);
        } else if (value instanceof List<?> list) {
            out.writeByte('A');
            out.writeInt(list.size());
            for (Object each : list) {
                write(out, each);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('M');
            out.writeInt(map.size());
            for (Map.Entry<?, ?> each : map.entrySet()) {
                write(out, each.getKey());
                write(out, each.getValue());
            }
        } else {
            throw new IllegalArgumentException("A value of " + value.getClass().getName() + " cannot be put aside");
        }
    }

    private static void number(DataOutputStream out, Number number) throws IOException {
        if (number instanceof Integer) {
            out.writeByte('I');
            out.writeInt(number.intValue());
        } else if (number instanceof Long) {
            out.writeByte('L');
            out.writeLong(number.longValue());
        } else if (number instanceof Short) {
            out.writeByte('H');
            out.writeShort(number.shortValue());
        } else if (number instanceof Byte) {
            out.writeByte('B');
            out.writeByte(number.byteValue());
        } else if (number instanceof Double) {
            out.writeByte('D');
            out.writeDouble(number.doubleValue());
        } else if (number instanceof Float) {
            out.writeByte('F');
            out.writeFloat(number.floatValue());
        } else if (number instanceof BigInteger integer) {
            bytes(out, 'N', integer.toByteArray());
        } else if (number instanceof BigDecimal decimal) {
            bytes(out, 'C', decimal.unscaledValue().toByteArray());
            out.writeInt(decimal.scale());
        } else {
            throw new IllegalArgumentException("A number of " + number.getClass().getName() + " cannot be put aside");
        }
    }

    private static void bytes(DataOutputStream out, char kind, byte[] bytes) throws IOException {
        out.writeByte(kind);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    /** Whatever the characters are: not all texts of a database are well-formed Unicode. */
    static byte[] chars(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * text.length());
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    static String text(byte[] bytes) {
        return ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case '0' -> null;
            case 'S' -> text(bytes(in));
            case 'X' -> bytes(in);
            case 'T' -> Boolean.TRUE;
            case 'U' -> Boolean.FALSE;
            case 'I' -> in.readInt();
            case 'L' -> in.readLong();
            case 'H' -> in.readShort();
            case 'B' -> in.readByte();
            case 'D' -> in.readDouble();
            case 'F' -> in.readFloat();
            case 'N' -> new BigInteger(bytes(in));
            case 'C' -> new BigDecimal(new BigInteger(bytes(in)), in.readInt());
            case 'A' -> list(in);
            case 'M' -> map(in);
            default -> throw new IOException("There is no value of kind " + kind);
        };
    }

    private static List<@Nullable Object> list(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = String.valueOf(read(in));
            map.put(name, read(in));
        }
        return map;
    }
}
