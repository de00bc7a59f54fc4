package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URL;
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
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.EnumeratedValue;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import jakarta.persistence.Transient;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;

import io.quarkiverse.durable.Durable;

/** Every type of a basic attribute. */
public final class Basics {

    private Basics() {
    }

    @Entity(name = "Numbers")
    @Durable(channel = "changes")
    public static class Numbers {
        @Id
        @GeneratedValue
        public Long id;
        public byte aByte;
        public short aShort;
        public int anInt;
        public long aLong;
        public float aFloat;
        public double aDouble;
        public boolean aBoolean;
        public Byte boxedByte;
        public Short boxedShort;
        public Integer boxedInteger;
        public Long boxedLong;
        public Float boxedFloat;
        public Double boxedDouble;
        public Boolean boxedBoolean;
        @Column(precision = 38)
        public BigInteger bigInteger;
        @Column(precision = 30, scale = 4)
        public BigDecimal bigDecimal;
    }

    @Entity(name = "Texts")
    @Durable(channel = "changes")
    public static class Texts {
        @Id
        @GeneratedValue
        public Long id;
        public String text;
        public char letter = ' ';
        public Character boxedLetter;
        public char[] letters;
        public Character[] boxedLetters;
        @Lob
        public String clob;
        @Lob
        public char[] clobLetters;
        @Column(length = 100_000)
        public String longText;
    }

    @Entity(name = "Binaries")
    @Durable(channel = "changes")
    public static class Binaries {
        @Id
        @GeneratedValue
        public Long id;
        public byte[] bytes;
        public Byte[] boxedBytes;
        @Lob
        public byte[] blob;
        @Column(length = 100_000)
        public byte[] longBytes;
    }

    @Entity(name = "Times")
    @Durable(channel = "changes")
    public static class Times {
        @Id
        @GeneratedValue
        public Long id;
        public LocalDate dayOfYear;
        public LocalTime timeOfDay;
        public LocalDateTime dateAndTime;
        public OffsetTime offsetTime;
        public OffsetDateTime offsetDateTime;
        public ZonedDateTime zonedDateTime;
        public Instant instant;
        @Column(name = "inYear")
        public Year year;
        public Duration duration;
        public ZoneId zoneId;
        public ZoneOffset zoneOffset;
        public TimeZone timeZone;
    }

    @Entity(name = "OldTimes")
    @Durable(channel = "changes")
    @SuppressWarnings("deprecation")
    public static class OldTimes {
        @Id
        @GeneratedValue
        public Long id;
        public Date theDate;
        @Temporal(TemporalType.DATE)
        public Date theDay;
        @Temporal(TemporalType.TIME)
        public Date theTime;
        public Calendar calendar;
        @Temporal(TemporalType.DATE)
        public Calendar calendarDay;
        public java.sql.Date sqlDate;
        public java.sql.Time sqlTime;
        public java.sql.Timestamp sqlTimestamp;
    }

    public enum Colour {
        RED,
        GREEN,
        BLUE {
            @Override
            public String toString() {
                return "as the sky";
            }
        }
    }

    public enum Size {
        SMALL("s"),
        LARGE("l");

        @EnumeratedValue
        final String code;

        Size(String code) {
            this.code = code;
        }
    }

    @Entity(name = "Others")
    @Durable(channel = "changes")
    public static class Others {
        @Id
        @GeneratedValue
        public Long id;
        public UUID uuid;
        public Currency currency;
        public Locale locale;
        public URL url;
        public Class<?> type;
        public InetAddress address;
        public Colour plainEnum;
        @Enumerated(EnumType.ORDINAL)
        public Colour ordinalEnum;
        @Enumerated(EnumType.STRING)
        public Colour namedEnum;
        @Enumerated(EnumType.STRING)
        public Size valuedEnum;
        @Transient
        public String forgotten;
    }

    @Entity(name = "Arrays")
    @Durable(channel = "changes")
    public static class Arrays {
        @Id
        @GeneratedValue
        public Long id;
        public int[] ints;
        public Long[] longs;
        public String[] texts;
        public UUID[] uuids;
        public LocalDate[] dates;
        @JdbcTypeCode(SqlTypes.ARRAY)
        public List<String> listOfTexts;
        @JdbcTypeCode(SqlTypes.ARRAY)
        public Set<Integer> setOfIntegers;
        public Colour[] colours;
    }

    public record Point(int x, int y, List<String> names) {
    }

    @Entity(name = "Documents")
    @Durable(channel = "changes")
    public static class Documents {
        @Id
        @GeneratedValue
        public Long id;
        @JdbcTypeCode(SqlTypes.JSON)
        public Map<String, Object> map;
        @JdbcTypeCode(SqlTypes.JSON)
        public Point point;
        @JdbcTypeCode(SqlTypes.JSON)
        public List<Point> points;
    }

    /** Not the identity, and of another type. */
    public static class CentsConverter implements AttributeConverter<BigDecimal, Long> {

        @Override
        public Long convertToDatabaseColumn(BigDecimal euros) {
            return euros == null ? null : euros.movePointRight(2).longValueExact();
        }

        @Override
        public BigDecimal convertToEntityAttribute(Long cents) {
            return cents == null ? null : BigDecimal.valueOf(cents, 2);
        }
    }

    /** Is something in the database also where the attribute is null. */
    public static class AbsentConverter implements AttributeConverter<String, String> {

        @Override
        public String convertToDatabaseColumn(String attribute) {
            return attribute == null ? "absent" : "is " + attribute;
        }

        @Override
        public String convertToEntityAttribute(String column) {
            return column == null || column.equals("absent") ? null : column.substring(3);
        }
    }

    public static class TagsConverter implements AttributeConverter<List<String>, String> {

        @Override
        public String convertToDatabaseColumn(List<String> tags) {
            return tags == null ? null : String.join("|", tags);
        }

        @Override
        public List<String> convertToEntityAttribute(String column) {
            return column == null ? null : new java.util.ArrayList<>(List.of(column.split("\\|")));
        }
    }

    public static class ColourConverter implements AttributeConverter<Colour, Character> {

        @Override
        public Character convertToDatabaseColumn(Colour colour) {
            return colour == null ? null : colour.name().charAt(0);
        }

        @Override
        public Colour convertToEntityAttribute(Character column) {
            return column == null ? null
                    : java.util.Arrays.stream(Colour.values()).filter(each -> each.name().charAt(0) == column).findFirst()
                            .orElseThrow();
        }
    }

    @Entity(name = "Converted")
    @Durable(channel = "changes")
    public static class Converted {
        @Id
        @GeneratedValue
        public Long id;
        @Convert(converter = CentsConverter.class)
        public BigDecimal price;
        @Convert(converter = AbsentConverter.class)
        public String note;
        @Convert(converter = TagsConverter.class)
        public List<String> tags;
        @Convert(converter = ColourConverter.class)
        public Colour colour;
        @Convert(converter = YesNoConverter.class)
        public Boolean yesNo;
        @Convert(converter = NumericBooleanConverter.class)
        public boolean numeric;
    }

    /** Attributes that are read only when asked for. */
    @Entity(name = "LazyBasics")
    @Durable(channel = "changes")
    public static class LazyBasics {
        @Id
        @GeneratedValue
        public Long id;
        public String title;
        @Basic(fetch = FetchType.LAZY)
        public String body;
        @Basic(fetch = FetchType.LAZY)
        @Lob
        public byte[] picture;
    }
}
