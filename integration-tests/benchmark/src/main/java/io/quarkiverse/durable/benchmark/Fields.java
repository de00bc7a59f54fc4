package io.quarkiverse.durable.benchmark;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The part of a line after its first word: {@code name=value name=value}. */
public record Fields(Map<String, String> values) {

    public static Fields of(String line, String prefix) {
        if (!line.startsWith(prefix)) {
            throw new IllegalArgumentException("Not a line that begins with '" + prefix + "': " + line);
        }
        return new Fields(Arrays.stream(line.substring(prefix.length()).split(" "))
                .map(pair -> pair.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no " + name + " among " + values.keySet());
        }
        return value;
    }

    public int whole(String name) {
        return Integer.parseInt(text(name));
    }

    public long big(String name) {
        return Long.parseLong(text(name));
    }

    public double number(String name) {
        return Double.parseDouble(text(name));
    }
}
