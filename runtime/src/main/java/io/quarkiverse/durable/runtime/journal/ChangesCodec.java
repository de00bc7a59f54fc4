package io.quarkiverse.durable.runtime.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;

import io.quarkiverse.durable.Operation;

/**
 * The changes of one record, in the form that {@link JournalCodec} describes. What the changes of a type have in common,
 * names of properties above all, stands once in the record, as a shape; so a record can be read by itself.
 *
 * <pre>
 * changes  [[shape, …], [change, …]]
 *   shape  [channel, type, schema id or null, [property, …]]
 *   change [number of the shape, key, operation 1..4, before, after, [changed, …], participant or null,
 *           partition key; absent where it is the key, tenant; absent where it is the transaction's]
 *     before, after  null; or an array, the values of the shape's properties; or a map, where it has others
 *     changed        number of a property in the shape, or its name
 * </pre>
 */
final class ChangesCodec {

    private static final int FIELDS = 7;

    private ChangesCodec() {
    }

    /** @param names of the properties of an image, in its order */
    private record Shape(String channel, String type, @Nullable String schema, List<String> names) {

        boolean is(Change change, Map<String, @Nullable Object> image) {
            return type.equals(change.type()) && channel.equals(change.channel())
                    && java.util.Objects.equals(schema, change.schema()) && has(image);
        }

        /** Whether these are the names of the image, in its order. */
        boolean has(Map<String, @Nullable Object> image) {
            if (image.size() != names.size()) {
                return false;
            }
            int at = 0;
            for (String name : image.keySet()) {
                if (!name.equals(names.get(at++))) {
                    return false;
                }
            }
            return true;
        }
    }

    static void write(CBORGenerator cbor, List<Change> changes) throws IOException {
        List<Shape> shapes = new ArrayList<>();
        int[] numbers = new int[changes.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(changes.get(i), shapes);
        }
        start(cbor, 2);
        start(cbor, shapes.size());
        for (Shape shape : shapes) {
            CborValues.writeArray(cbor, shape.channel(), shape.type(), shape.schema(), shape.names());
        }
        cbor.writeEndArray();
        start(cbor, numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            write(cbor, changes.get(i), numbers[i], shapes.get(numbers[i]));
        }
        cbor.writeEndArray();
        cbor.writeEndArray();
    }

    private static int number(Change change, List<Shape> shapes) {
        Map<String, @Nullable Object> image = image(change);
        for (int i = 0; i < shapes.size(); i++) {
            if (shapes.get(i).is(change, image)) {
                return i;
            }
        }
        shapes.add(new Shape(change.channel(), change.type(), change.schema(), List.copyOf(image.keySet())));
        return shapes.size() - 1;
    }

    /** By which the change has its shape. */
    private static Map<String, @Nullable Object> image(Change change) {
        Map<String, @Nullable Object> after = change.after();
        Map<String, @Nullable Object> before = change.before();
        return after != null ? after : before != null ? before : Map.of();
    }

    private static void write(CBORGenerator cbor, Change change, int number, Shape shape) throws IOException {
        int optional = change.tenant() != null ? 2 : change.partitionKey().equals(change.key()) ? 0 : 1;
        start(cbor, FIELDS + optional);
        cbor.writeNumber(number);
        cbor.writeString(change.key());
        cbor.writeNumber(change.operation().ordinal() + 1);
        write(cbor, change.before(), shape);
        write(cbor, change.after(), shape);
        start(cbor, change.changed().size());
        for (String name : change.changed()) {
            int at = shape.names().indexOf(name);
            CborValues.write(cbor, at < 0 ? name : (Object) at);
        }
        cbor.writeEndArray();
        CborValues.write(cbor, change.participant() == Change.ANY ? null : change.participant());
        if (optional > 0) {
            cbor.writeString(change.partitionKey());
        }
        if (optional > 1) {
            cbor.writeString(change.tenant());
        }
        cbor.writeEndArray();
    }

    private static void write(CBORGenerator cbor, @Nullable Map<String, @Nullable Object> image, Shape shape)
            throws IOException {
        if (image == null || !shape.has(image)) {
            CborValues.write(cbor, image);
            return;
        }
        start(cbor, image.size());
        for (Object value : image.values()) {
            CborValues.write(cbor, value);
        }
        cbor.writeEndArray();
    }

    private static void start(CBORGenerator cbor, int size) throws IOException {
        cbor.writeStartArray(null, size);
    }

    static List<Change> read(@Nullable Object value) {
        List<@Nullable Object> both = CborValues.list(value);
        List<Shape> shapes = new ArrayList<>();
        for (Object each : CborValues.list(both.get(0))) {
            List<@Nullable Object> s = CborValues.list(each);
            List<String> names = CborValues.list(s.get(3)).stream().map(CborValues::text).toList();
            shapes.add(new Shape(CborValues.text(s.get(0)), CborValues.text(s.get(1)), (String) s.get(2), names));
        }
        List<Change> changes = new ArrayList<>();
        for (Object each : CborValues.list(both.get(1))) {
            changes.add(change(CborValues.list(each), shapes));
        }
        return changes;
    }

    private static Change change(List<@Nullable Object> c, List<Shape> shapes) {
        Shape shape = shapes.get((int) CborValues.number(c.get(0)));
        List<String> changed = new ArrayList<>();
        for (Object property : CborValues.list(c.get(5))) {
            changed.add(property instanceof Number at ? shape.names().get(at.intValue()) : CborValues.text(property));
        }
        String key = CborValues.text(c.get(1));
        return new Change(shape.channel(), shape.type(), key, Operation.values()[(int) CborValues.number(c.get(2)) - 1],
                image(c.get(3), shape), image(c.get(4), shape), changed,
                c.get(6) == null ? Change.ANY : (int) CborValues.number(c.get(6)),
                c.size() > FIELDS ? CborValues.text(c.get(FIELDS)) : key, shape.schema(),
                c.size() > FIELDS + 1 ? CborValues.text(c.get(FIELDS + 1)) : null);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> image(@Nullable Object value, Shape shape) {
        if (!(value instanceof List<?>)) {
            return (Map<String, @Nullable Object>) value;
        }
        List<@Nullable Object> values = CborValues.list(value);
        if (values.size() != shape.names().size()) {
            throw new IllegalArgumentException("A change in the log has " + values.size() + " values for the properties "
                    + shape.names());
        }
        Map<String, @Nullable Object> image = new LinkedHashMap<>();
        Iterator<@Nullable Object> each = values.iterator();
        shape.names().forEach(name -> image.put(name, each.next()));
        return image;
    }
}
