package io.quarkiverse.durable.it.capture.oracle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.Value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** When two values of messages are the same, and what an image says together with an earlier one. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();

    private Json() {
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + text, e);
        }
    }

    /** The same text for the same value. */
    static String canonical(JsonNode value) {
        if (value != null && value.isObject()) {
            StringBuilder text = new StringBuilder("{");
            names(value).forEach(name -> text.append(name).append(':').append(canonical(value.get(name))).append(','));
            return text.append('}').toString();
        }
        if (value != null && value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(canonical(element)));
            return elements.toString();
        }
        if (JsonValues.isNull(value)) {
            return "null";
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.toString();
    }

    static boolean same(Value mapping, JsonNode first, JsonNode second) {
        if (mapping instanceof Collection collection) {
            return sameContent(collection, first, second);
        }
        if (mapping instanceof Component component && isObject(first) && isObject(second)) {
            return isSameClass(component, first, second) && component.getProperties().stream()
                    .allMatch(part -> same(part.getValue(), first.get(part.getName()), second.get(part.getName())));
        }
        return same(first, second);
    }

    private static boolean isSameClass(Component component, JsonNode first, JsonNode second) {
        if (!component.isPolymorphic()) {
            return true;
        }
        String column = component.getDiscriminator().getSelectables().get(0).getText();
        return same(first.get(column), second.get(column));
    }

    private static boolean sameContent(Collection collection, JsonNode first, JsonNode second) {
        if (isEmpty(first) || isEmpty(second)) {
            return isEmpty(first) && isEmpty(second);
        }
        return collection.isIndexed() ? same(first, second) : sorted(first).equals(sorted(second));
    }

    private static List<String> sorted(JsonNode elements) {
        List<String> result = new ArrayList<>();
        elements.forEach(element -> result.add(canonical(element)));
        result.sort(null);
        return result;
    }

    static boolean isEmpty(JsonNode collection) {
        return JsonValues.isNull(collection) || collection.isEmpty();
    }

    private static boolean same(JsonNode first, JsonNode second) {
        if (JsonValues.isNull(first) || JsonValues.isNull(second)) {
            return isNothing(first) && isNothing(second);
        }
        if (first.isObject() && second.isObject()) {
            Set<String> names = names(first);
            names.addAll(names(second));
            return names.stream().allMatch(name -> same(first.get(name), second.get(name)));
        }
        if (first.isArray() && second.isArray() && first.size() == second.size()) {
            for (int i = 0; i < first.size(); i++) {
                if (!same(first.get(i), second.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return first.getNodeType() == second.getNodeType() && canonical(first).equals(canonical(second));
    }

    /** Null, or an embeddable of which every part is null: the database does not tell the two apart. */
    private static boolean isNothing(JsonNode value) {
        if (isObject(value) && !value.isEmpty()) {
            for (JsonNode part : value) {
                if (!isNothing(part)) {
                    return false;
                }
            }
            return true;
        }
        return JsonValues.isNull(value);
    }

    private static boolean isObject(JsonNode value) {
        return value != null && value.isObject();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext();) {
            names.add(each.next());
        }
        return names;
    }
}
