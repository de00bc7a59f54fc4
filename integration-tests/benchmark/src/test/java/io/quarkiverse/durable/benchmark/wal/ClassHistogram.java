package io.quarkiverse.durable.benchmark.wal;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Objects in the heap by class, garbage included: between two of them without a collection lies what was allocated, exactly.
 */
record ClassHistogram(Map<String, Count> counts) {

    /** So that nothing is collected in between. */
    static final List<String> JVM_ARGUMENTS = List.of("-Xmn256m");

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final double BYTES_MIN = 0.5;

    record Count(long objects, long bytes) {
    }

    /** Not parsed, as that would allocate where it is counted. */
    static String now() throws JMException {
        return ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                new Object[] { new String[] { "-all" } }, new String[] { String[].class.getName() }).toString();
    }

    static ClassHistogram parse(String text) {
        Map<String, Count> counts = new HashMap<>();
        for (String line : text.split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                counts.put(matcher.group(3), new Count(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
            }
        }
        return new ClassHistogram(Map.copyOf(counts));
    }

    /** What came since an earlier one, for each append, the largest first; what is less than half a byte is left out. */
    List<String> since(ClassHistogram earlier, long appends) {
        Map<String, Count> more = new HashMap<>();
        counts.forEach((name, count) -> {
            Count before = earlier.counts.getOrDefault(name, new Count(0, 0));
            more.put(name, new Count(count.objects - before.objects, count.bytes - before.bytes));
        });
        return more.entrySet().stream().filter(entry -> entry.getValue().bytes > BYTES_MIN * appends)
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().bytes))
                .map(entry -> String.format(Locale.ROOT, "%7.1f bytes, %6.3f objects for each append: %s",
                        entry.getValue().bytes / (double) appends, entry.getValue().objects / (double) appends,
                        entry.getKey()))
                .toList();
    }
}
