package io.quarkiverse.durable.it.capture.oracle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.sql.Timestamp;
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
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.hibernate.type.descriptor.java.BasicPluralJavaType;
import org.hibernate.type.descriptor.java.JavaType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The Java value that stands for one in a message, as the documentation of the events says. */
final class JsonValues {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<Class<?>, Function<String, Object>> TEXTS = new HashMap<>();

    static {
        TEXTS.put(String.class, text -> text);
        TEXTS.put(Character.class, text -> text.charAt(0));
        TEXTS.put(char[].class, String::toCharArray);
        TEXTS.put(Character[].class, text -> text.chars().mapToObj(each -> (char) each).toArray(Character[]::new));
        TEXTS.put(byte[].class, text -> Base64.getDecoder().decode(text));
        TEXTS.put(Byte[].class, text -> boxed(Base64.getDecoder().decode(text)));
        TEXTS.put(Boolean.class, Boolean::valueOf);
        TEXTS.put(Byte.class, Byte::valueOf);
        TEXTS.put(Short.class, Short::valueOf);
        TEXTS.put(Integer.class, Integer::valueOf);
        TEXTS.put(Long.class, Long::valueOf);
        TEXTS.put(Float.class, Float::valueOf);
        TEXTS.put(Double.class, Double::valueOf);
        TEXTS.put(BigInteger.class, BigInteger::new);
        TEXTS.put(BigDecimal.class, BigDecimal::new);
        TEXTS.put(LocalDate.class, LocalDate::parse);
        TEXTS.put(LocalTime.class, LocalTime::parse);
        TEXTS.put(LocalDateTime.class, LocalDateTime::parse);
        TEXTS.put(OffsetTime.class, OffsetTime::parse);
        TEXTS.put(OffsetDateTime.class, OffsetDateTime::parse);
        TEXTS.put(ZonedDateTime.class, ZonedDateTime::parse);
        TEXTS.put(Instant.class, Instant::parse);
        TEXTS.put(Year.class, Year::parse);
        TEXTS.put(Duration.class, Duration::parse);
        TEXTS.put(ZoneId.class, ZoneId::of);
        TEXTS.put(ZoneOffset.class, ZoneOffset::of);
        TEXTS.put(TimeZone.class, TimeZone::getTimeZone);
        TEXTS.put(UUID.class, UUID::fromString);
        TEXTS.put(Currency.class, Currency::getInstance);
        TEXTS.put(Locale.class, text -> Locale.forLanguageTag(text.replace('_', '-')));
        TEXTS.put(Date.class, text -> Date.from(instant(text)));
        TEXTS.put(Timestamp.class, text -> Timestamp.from(instant(text)));
        TEXTS.put(java.sql.Date.class, java.sql.Date::valueOf);
        TEXTS.put(java.sql.Time.class, text -> java.sql.Time.valueOf(LocalTime.parse(text).truncatedTo(ChronoUnit.SECONDS)));
        TEXTS.put(Calendar.class, JsonValues::calendar);
        TEXTS.put(java.net.URL.class, JsonValues::url);
        TEXTS.put(Class.class, JsonValues::type);
        TEXTS.put(InetAddress.class, JsonValues::address);
    }

    private JsonValues() {
    }

    /** What is to be bound: the relational value of a converted attribute, the attribute's own value of another. */
    static Object bindable(JdbcMapping mapping, JsonNode json, WrapperOptions options) {
        var converter = mapping.getValueConverter();
        if (converter == null) {
            return value(mapping, mapping.getJavaTypeDescriptor(), json, options);
        }
        if (converter instanceof JpaAttributeConverter) {
            return isNull(json) ? null : value(mapping, converter.getRelationalJavaType(), json, options);
        }
        return isNull(json) ? null
                : mapping.convertToRelationalValue(value(mapping, converter.getDomainJavaType(), json, options));
    }

    static boolean isNull(JsonNode json) {
        return json == null || json.isNull() || json.isMissingNode();
    }

    private static Object value(JdbcMapping mapping, JavaType<?> type, JsonNode json, WrapperOptions options) {
        if (isNull(json)) {
            return null;
        }
        if (mapping.getJdbcType().getDefaultSqlTypeCode() == SqlTypes.JSON) {
            return MAPPER.convertValue(json, MAPPER.constructType(type.getJavaType()));
        }
        if (json.isArray() && type instanceof BasicPluralJavaType<?> plural) {
            return plural(plural, type, json, options);
        }
        return single(type.getJavaTypeClass(), json);
    }

    private static Object plural(BasicPluralJavaType<?> plural, JavaType<?> type, JsonNode json, WrapperOptions options) {
        Class<?> element = plural.getElementJavaType().getJavaTypeClass();
        Object[] elements = (Object[]) java.lang.reflect.Array.newInstance(element, json.size());
        for (int i = 0; i < elements.length; i++) {
            elements[i] = isNull(json.get(i)) ? null : single(element, json.get(i));
        }
        return type.wrap(elements, options);
    }

    @SuppressWarnings({ "unchecked", "rawtypes" })
    private static Object single(Class<?> type, JsonNode json) {
        if (!json.isValueNode()) {
            throw new AssertionError("Expected one value of " + type.getName() + ", not " + json);
        }
        if (type.isEnum()) {
            return Enum.valueOf((Class) type, json.textValue());
        }
        Function<String, Object> parser = TEXTS.get(type);
        if (parser == null) {
            throw new AssertionError("The consumer does not know the type " + type.getName() + " of " + json);
        }
        return parser.apply(json.isBigDecimal() ? json.decimalValue().toPlainString() : json.asText());
    }

    private static Byte[] boxed(byte[] bytes) {
        Byte[] result = new Byte[bytes.length];
        java.util.Arrays.setAll(result, i -> bytes[i]);
        return result;
    }

    /** A date and time with zone, without, or a part of them. */
    private static Instant instant(String text) {
        if (text.endsWith("Z")) {
            return Instant.parse(text);
        }
        if (text.contains("T")) {
            return text.lastIndexOf('+') > 0 ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        }
        LocalDateTime local = text.contains(":") ? LocalTime.parse(text).atDate(LocalDate.EPOCH)
                : LocalDate.parse(text).atStartOfDay();
        return local.atZone(ZoneId.systemDefault()).toInstant();
    }

    private static Calendar calendar(String text) {
        return GregorianCalendar.from(instant(text).atZone(ZoneId.systemDefault()));
    }

    private static Object url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (java.io.IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static Object type(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Object address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.io.IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
