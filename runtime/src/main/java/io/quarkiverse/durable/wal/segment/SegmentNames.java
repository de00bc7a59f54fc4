package io.quarkiverse.durable.wal.segment;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkiverse.durable.wal.Lsn;

/** Names of the files: a segment carries its first LSN, a spare a number. Sorted by name is sorted by number. */
public final class SegmentNames {

    private static final Pattern SEGMENT = Pattern.compile("wal-([0-9]{20})\\.seg");
    private static final Pattern SPARE = Pattern.compile("spare-([0-9]{20})\\.seg");

    private SegmentNames() {
    }

    public static String segment(Lsn first) {
        return String.format(Locale.ROOT, "wal-%020d.seg", first.value());
    }

    public static String spare(long number) {
        return String.format(Locale.ROOT, "spare-%020d.seg", number);
    }

    public static OptionalLong firstLsn(String name) {
        return number(SEGMENT, name);
    }

    public static OptionalLong spareNumber(String name) {
        return number(SPARE, name);
    }

    private static OptionalLong number(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        try {
            return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (NumberFormatException beyondLong) {
            return OptionalLong.empty();
        }
    }
}
