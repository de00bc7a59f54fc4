package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

import io.quarkiverse.durable.it.capture.model.Basics;
import io.quarkiverse.durable.it.capture.model.Basics.Arrays;
import io.quarkiverse.durable.it.capture.model.Basics.Binaries;
import io.quarkiverse.durable.it.capture.model.Basics.Colour;
import io.quarkiverse.durable.it.capture.model.Basics.Converted;
import io.quarkiverse.durable.it.capture.model.Basics.Documents;
import io.quarkiverse.durable.it.capture.model.Basics.LazyBasics;
import io.quarkiverse.durable.it.capture.model.Basics.Numbers;
import io.quarkiverse.durable.it.capture.model.Basics.OldTimes;
import io.quarkiverse.durable.it.capture.model.Basics.Others;
import io.quarkiverse.durable.it.capture.model.Basics.Point;
import io.quarkiverse.durable.it.capture.model.Basics.Size;
import io.quarkiverse.durable.it.capture.model.Basics.Texts;
import io.quarkiverse.durable.it.capture.model.Basics.Times;

final class BasicRows extends Rows {

    BasicRows() {
        super(Basics.class);
        row("numbers", app -> fill(app.add("x", new Numbers())), app -> change(app.get(Numbers.class, "x")),
                app -> app.remove(Numbers.class, "x"));
        row("numbers that are null", app -> app.add("x", new Numbers()), app -> fill(app.get(Numbers.class, "x")),
                app -> app.get(Numbers.class, "x").bigDecimal = null);
        row("texts", app -> fill(app.add("x", new Texts())), app -> change(app.get(Texts.class, "x")),
                app -> app.remove(Texts.class, "x"));
        row("texts that are null", app -> app.add("x", new Texts()), app -> fill(app.get(Texts.class, "x")));
        row("an array of characters changed in place", app -> fill(app.add("x", new Texts())),
                app -> app.get(Texts.class, "x").letters[0] = '#');
        row("binaries", app -> fill(app.add("x", new Binaries())), app -> change(app.get(Binaries.class, "x")),
                app -> app.remove(Binaries.class, "x"));
        row("binaries that are null", app -> app.add("x", new Binaries()), app -> fill(app.get(Binaries.class, "x")));
        row("an array of bytes changed in place", app -> fill(app.add("x", new Binaries())),
                app -> app.get(Binaries.class, "x").bytes[0]++);
        row("java.time", app -> fill(app.add("x", new Times())), app -> change(app.get(Times.class, "x")),
                app -> app.remove(Times.class, "x"));
        row("java.time that is null", app -> app.add("x", new Times()), app -> fill(app.get(Times.class, "x")));
        row("java.util.Date, Calendar and java.sql", app -> fill(app.add("x", new OldTimes())),
                app -> change(app.get(OldTimes.class, "x")), app -> app.remove(OldTimes.class, "x"));
        row("a date changed in place", app -> fill(app.add("x", new OldTimes())),
                app -> app.get(OldTimes.class, "x").theDate.setTime(1_000L));
        structured();
        converted();
        row("lazy attributes, not read", app -> fill(app.add("x", new LazyBasics())),
                app -> app.get(LazyBasics.class, "x").title = "changed", app -> app.remove(LazyBasics.class, "x"));
        row("lazy attributes, written unread", app -> fill(app.add("x", new LazyBasics())),
                app -> app.get(LazyBasics.class, "x").body = "changed", app -> {
                    LazyBasics entity = app.get(LazyBasics.class, "x");
                    entity.body = entity.body + " again";
                    entity.picture = null;
                });
    }

    private void structured() {
        row("enums, identifiers and what else is one value", app -> fill(app.add("x", new Others())),
                app -> change(app.get(Others.class, "x")), app -> app.remove(Others.class, "x"));
        row("other values that are null", app -> app.add("x", new Others()), app -> fill(app.get(Others.class, "x")));
        row("a transient attribute", app -> app.add("x", new Others()).forgotten = "a",
                app -> app.get(Others.class, "x").forgotten = "b");
        row("arrays and collections in a column", app -> fill(app.add("x", new Arrays())),
                app -> change(app.get(Arrays.class, "x")), app -> app.remove(Arrays.class, "x"));
        row("arrays that are null", app -> app.add("x", new Arrays()), app -> fill(app.get(Arrays.class, "x")));
        row("documents", app -> fill(app.add("x", new Documents())), app -> change(app.get(Documents.class, "x")),
                app -> app.remove(Documents.class, "x"));
        row("documents that are null", app -> app.add("x", new Documents()), app -> fill(app.get(Documents.class, "x")));
    }

    private void converted() {
        row("converters", app -> fill(app.add("x", new Converted())), app -> {
            Converted entity = app.get(Converted.class, "x");
            entity.price = new BigDecimal("0.01");
            entity.colour = Colour.RED;
            entity.yesNo = false;
            entity.numeric = false;
        }, app -> app.remove(Converted.class, "x"));
        row("converters of null", app -> app.add("x", new Converted()),
                app -> app.get(Converted.class, "x").note = "now", app -> app.get(Converted.class, "x").note = null);
        row("a converted list changed in place", app -> fill(app.add("x", new Converted())),
                app -> app.get(Converted.class, "x").tags.add("c"));
    }

    private static void fill(Numbers entity) {
        entity.aByte = Byte.MIN_VALUE;
        entity.aShort = Short.MAX_VALUE;
        entity.anInt = Integer.MIN_VALUE;
        entity.aLong = Long.MAX_VALUE;
        entity.aFloat = 1.1f;
        entity.aDouble = 1e-300;
        entity.aBoolean = true;
        entity.boxedByte = 1;
        entity.boxedShort = 2;
        entity.boxedInteger = 3;
        entity.boxedLong = Long.MIN_VALUE;
        entity.boxedFloat = Float.MIN_NORMAL;
        entity.boxedDouble = Math.PI;
        entity.boxedBoolean = false;
        entity.bigInteger = new BigInteger("12345678901234567890123456789012345678");
        entity.bigDecimal = new BigDecimal("12345678901234567890.1200");
    }

    private static void change(Numbers entity) {
        entity.aLong = (1L << 53) + 1;
        entity.aDouble = 0.1 + 0.2;
        entity.boxedInteger = null;
        entity.bigDecimal = new BigDecimal("-0.0001");
    }

    private static void fill(Texts entity) {
        entity.text = "\"quoted\", \\, \n, ü, 漢, \uD83D\uDE00";
        entity.letter = 'é';
        entity.boxedLetter = '"';
        entity.letters = "secret".toCharArray();
        entity.boxedLetters = new Character[] { 'a', 'ß' };
        entity.clob = "x".repeat(10_000) + "é";
        entity.clobLetters = "y".repeat(5_000).toCharArray();
        entity.longText = "z".repeat(50_000);
    }

    private static void change(Texts entity) {
        entity.text = "";
        entity.letter = 'z';
        entity.clob = "short";
        entity.letters = new char[] { 'n', 'e', 'w' };
    }

    private static void fill(Binaries entity) {
        entity.bytes = new byte[] { 0, -1, 127, -128 };
        entity.boxedBytes = new Byte[] { 1, 2, -3 };
        entity.blob = new byte[20_000];
        entity.blob[19_999] = -1;
        entity.longBytes = new byte[70_000];
    }

    private static void change(Binaries entity) {
        entity.bytes = new byte[] { 5 };
        entity.blob = new byte[] { 6, 7 };
        entity.boxedBytes = null;
    }

    private static void fill(Times entity) {
        entity.dayOfYear = LocalDate.of(1582, 10, 3);
        entity.timeOfDay = LocalTime.of(23, 59, 59);
        entity.dateAndTime = LocalDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000);
        entity.offsetTime = OffsetTime.of(10, 11, 12, 0, ZoneOffset.UTC);
        entity.offsetDateTime = OffsetDateTime.of(2024, 6, 1, 12, 0, 0, 0, ZoneOffset.UTC);
        entity.zonedDateTime = ZonedDateTime.of(2024, 6, 1, 12, 0, 0, 0, ZoneOffset.UTC);
        entity.instant = Instant.parse("2024-01-01T00:00:00.123456Z");
        entity.year = Year.of(2024);
        entity.duration = Duration.ofHours(50).plusNanos(5);
        entity.zoneId = ZoneId.of("Europe/Berlin");
        entity.zoneOffset = ZoneOffset.ofHours(-3);
        entity.timeZone = TimeZone.getTimeZone("Asia/Tokyo");
    }

    private static void change(Times entity) {
        entity.dayOfYear = LocalDate.of(9999, 12, 31);
        entity.instant = Instant.EPOCH;
        entity.offsetDateTime = OffsetDateTime.of(2025, 6, 1, 12, 0, 0, 1_000, ZoneOffset.UTC);
        entity.duration = Duration.ofMillis(-1);
        entity.zoneId = null;
    }

    @SuppressWarnings("deprecation")
    private static void fill(OldTimes entity) {
        entity.theDate = new Date(1_700_000_000_123L);
        entity.theDay = new Date(124, 0, 31);
        entity.theTime = new Date(70, 0, 1, 12, 13, 14);
        entity.calendar = new GregorianCalendar(2024, 11, 24, 18, 30);
        entity.calendarDay = new GregorianCalendar(2024, 11, 24);
        entity.sqlDate = java.sql.Date.valueOf("2024-02-29");
        entity.sqlTime = java.sql.Time.valueOf("23:59:58");
        entity.sqlTimestamp = java.sql.Timestamp.valueOf("2024-02-29 01:02:03.456789");
    }

    @SuppressWarnings("deprecation")
    private static void change(OldTimes entity) {
        entity.theDate = new Date(0);
        entity.theDay = new Date(125, 0, 31);
        entity.calendar = null;
        entity.sqlTimestamp = java.sql.Timestamp.valueOf("2025-02-28 01:02:03");
    }

    private static void fill(Others entity) throws Exception {
        entity.uuid = new UUID(1, 2);
        entity.currency = Currency.getInstance("EUR");
        entity.locale = Locale.GERMANY;
        entity.url = URI.create("https://example.org/a?b=c#d").toURL();
        entity.type = String.class;
        entity.address = InetAddress.getByName("192.0.2.1");
        entity.plainEnum = Colour.GREEN;
        entity.ordinalEnum = Colour.BLUE;
        entity.namedEnum = Colour.BLUE;
        entity.valuedEnum = Size.LARGE;
    }

    private static void change(Others entity) {
        entity.uuid = new UUID(-1, 5);
        entity.locale = Locale.CHINA;
        entity.plainEnum = null;
        entity.ordinalEnum = Colour.RED;
        entity.namedEnum = Colour.GREEN;
        entity.valuedEnum = Size.SMALL;
    }

    private static void fill(Arrays entity) {
        entity.ints = new int[] { 1, -2, 3 };
        entity.longs = new Long[] { 1L, Long.MAX_VALUE };
        entity.texts = new String[] { "a", "", "c,\"d\"" };
        entity.uuids = new UUID[] { new UUID(1, 1) };
        entity.dates = new LocalDate[] { LocalDate.EPOCH };
        entity.listOfTexts = new ArrayList<>(List.of("x", "y"));
        entity.setOfIntegers = Set.of(5);
        entity.colours = new Colour[] { Colour.BLUE, Colour.RED };
    }

    private static void change(Arrays entity) {
        entity.ints = new int[0];
        entity.texts = new String[] { null, "b" };
        entity.listOfTexts.add("z");
        entity.colours = null;
    }

    private static void fill(Documents entity) {
        entity.map = Map.of("a", 1, "b", List.of("x", true), "c", Map.of("d", "e"));
        entity.point = new Point(1, 2, List.of("p"));
        entity.points = List.of(new Point(3, 4, List.of()), new Point(5, 6, List.of("q", "r")));
    }

    private static void change(Documents entity) {
        entity.map = Map.of();
        entity.point = new Point(1, 3, null);
        entity.points = null;
    }

    private static void fill(Converted entity) {
        entity.price = new BigDecimal("12.34");
        entity.note = "here";
        entity.tags = new ArrayList<>(List.of("a", "b"));
        entity.colour = Colour.BLUE;
        entity.yesNo = true;
        entity.numeric = true;
    }

    private static void fill(LazyBasics entity) {
        entity.title = "title";
        entity.body = "body";
        entity.picture = new byte[] { 1, 2, 3 };
    }
}
