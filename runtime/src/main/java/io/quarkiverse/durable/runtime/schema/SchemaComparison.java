package io.quarkiverse.durable.runtime.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.schema.EntitySchema.Column;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Kind;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Property;

/**
 * What became of the durable entities since the log was last opened. A difference is compatible if what was written before can
 * still be published as it is, read by whoever reads what is written now, and put back into the tables.
 */
public final class SchemaComparison {

    /** Each holds every value of those before it. */
    private static final List<String> WIDER = List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "NUMERIC");
    private static final List<String> WIDER_FLOAT = List.of("REAL", "DOUBLE");
    private static final Map<String, String> SAME = Map.of("DECIMAL", "NUMERIC", "FLOAT", "DOUBLE");
    private static final Map<Kind, Set<Kind>> WIDENED = Map.of(Kind.INTEGER, Set.of(Kind.DECIMAL));

    private SchemaComparison() {
    }

    /**
     * A difference.
     *
     * @param now the schema of the type now; null if it is gone
     */
    public record Difference(String type, String now, boolean compatible, String sentence) {
    }

    /** In the order of the types. */
    public static List<Difference> of(Collection<EntitySchema> before, Collection<EntitySchema> now) {
        Map<String, EntitySchema> current = new HashMap<>();
        now.forEach(schema -> current.put(schema.type(), schema));
        Set<String> known = new HashSet<>();
        before.forEach(schema -> known.add(schema.type()));
        List<Difference> all = new ArrayList<>();
        for (EntitySchema old : before) {
            EntitySchema schema = current.get(old.type());
            if (schema != null) {
                new OfOne(old, schema, all).compare();
            } else {
                gone(old, now, known, all);
            }
        }
        return all;
    }

    private static void gone(EntitySchema old, Collection<EntitySchema> now, Set<String> known, List<Difference> all) {
        for (EntitySchema other : now) {
            if (other.table().equals(old.table()) && !known.contains(other.type())) {
                all.add(new Difference(other.type(), other.id(), false, "the type " + old.type() + " is gone, and "
                        + other.type() + " is in its table " + old.table() + ". If the class was renamed, keep its type:"
                        + " @Durable(type = \"" + old.type() + "\")"));
                return;
            }
        }
        all.add(new Difference(old.type(), "", true, "the type " + old.type() + " is gone"));
    }

    /** One type, before and now. */
    private record OfOne(EntitySchema old, EntitySchema now, List<Difference> all) {

        void compare() {
            if (!old.identifier().equals(now.identifier())) {
                add(false, "its identifier was " + old.identifier() + " and is " + now.identifier());
            }
            if (!old.table().equals(now.table())) {
                add(true, "its table was " + old.table() + " and is " + now.table());
            }
            Map<String, Property> before = old.byName();
            Map<String, Property> after = now.byName();
            Set<String> renamed = new HashSet<>();
            for (Property property : old.properties()) {
                Property same = after.get(property.name());
                Property moved = same == null ? inItsColumns(property, before) : null;
                if (moved != null) {
                    renamed.add(moved.name());
                    add(true, "its " + property.name() + " is " + moved.name() + " now");
                }
                Property next = same == null ? moved : same;
                if (next == null) {
                    add(true, "it has no " + property.name() + " any more");
                } else {
                    compare(property, next);
                }
            }
            for (Property property : now.properties()) {
                if (!before.containsKey(property.name()) && !renamed.contains(property.name())) {
                    add(true, "it has " + property.name() + " now");
                }
            }
        }

        private @Nullable Property inItsColumns(Property property, Map<String, Property> before) {
            return property.columns().isEmpty() ? null
                    : now.properties().stream()
                            .filter(each -> !before.containsKey(each.name())
                                    && each.columnNames().equals(property.columnNames()))
                            .findFirst().orElse(null);
        }

        private void compare(Property before, Property after) {
            if (before.kind() != after.kind()) {
                boolean widened = WIDENED.getOrDefault(before.kind(), Set.of()).contains(after.kind())
                        || after.kind() == Kind.ANY;
                add(widened, "its " + after.name() + " was " + before.kind() + " and is " + after.kind());
            }
            if (before.columns().size() == after.columns().size()) {
                for (int i = 0; i < before.columns().size(); i++) {
                    compare(after.name(), before.columns().get(i), after.columns().get(i));
                }
            }
        }

        private void compare(String property, Column before, Column after) {
            if (!before.type().equals(after.type())) {
                add(!isNarrower(before.type(), after.type()), "the column " + after.name() + " of its " + property + " was "
                        + before.type() + " and is " + after.type());
            }
        }

        private void add(boolean compatible, String sentence) {
            all.add(new Difference(now.type(), now.id(), compatible, now.type() + ": " + sentence));
        }
    }

    private static boolean isNarrower(String before, String after) {
        return isNarrower(WIDER, before, after) || isNarrower(WIDER_FLOAT, before, after);
    }

    private static boolean isNarrower(List<String> widening, String before, String after) {
        int from = widening.indexOf(SAME.getOrDefault(before, before));
        int to = widening.indexOf(Objects.requireNonNull(SAME.getOrDefault(after, after)));
        return from >= 0 && to >= 0 && to < from;
    }
}
