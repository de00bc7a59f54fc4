package io.quarkiverse.durable.runtime.publication;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.spi.EventSerializer;
import io.quarkus.arc.DefaultBean;

/**
 * CloudEvents 1.0 in structured JSON.
 *
 * <table>
 * <caption>Attributes</caption>
 * <tr>
 * <td>{@code id}</td>
 * <td>the event's, the same for every delivery</td>
 * </tr>
 * <tr>
 * <td>{@code source}</td>
 * <td>{@code /durable/} and the id of the log</td>
 * </tr>
 * <tr>
 * <td>{@code type}</td>
 * <td>of an explicit event its own type, unchanged; of an entity {@code io.quarkiverse.durable.<entity>.<operation>}, for
 * example {@code io.quarkiverse.durable.Order.update}</td>
 * </tr>
 * <tr>
 * <td>{@code subject}, {@code partitionkey}</td>
 * <td>the key, left out when it is empty</td>
 * </tr>
 * <tr>
 * <td>{@code ordertoken}</td>
 * <td>19 digits, so that comparing the texts orders the changes of a row, also across instances</td>
 * </tr>
 * <tr>
 * <td>{@code txid}, {@code txindex}, {@code txcount}</td>
 * <td>transaction, position of the event in it from 0, number of its events; {@code txid} is a text, because integers of
 * CloudEvents have 32 bits</td>
 * </tr>
 * <tr>
 * <td>{@code entity}, {@code operation}</td>
 * <td>of an entity; of an explicit event only {@code operation}, which is {@code event}</td>
 * </tr>
 * <tr>
 * <td>{@code tenant}, {@code user}, {@code requestid}, {@code traceparent}, {@code reason}</td>
 * <td>where there are any</td>
 * </tr>
 * </table>
 *
 * <p>
 * {@code data} is the data of an explicit event, else an object with {@code before}, {@code after} and {@code changed}. It does
 * not depend on the application's {@code ObjectMapper}, whose settings may leave out what is null.
 */
@Singleton
@DefaultBean
public class CloudEventsJson implements EventSerializer {

    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

    private static final String TYPE_PREFIX = "io.quarkiverse.durable.";
    /** Under this property an explicit event carries its data. */
    private static final String EVENT_DATA = "data";

    private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    @Override
    public String contentType() {
        return CONTENT_TYPE;
    }

    @Override
    public String serialize(ChangeEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            writeContext(event, out);
            writeExtensions(event, out);
            out.writeFieldName("data");
            writeData(event, out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeContext(ChangeEvent event, JsonGenerator out) throws IOException {
        out.writeStringField("specversion", "1.0");
        out.writeStringField("id", event.id());
        out.writeStringField("source", "/durable/" + event.logId());
        out.writeStringField("type", isExplicit(event) ? event.type() : TYPE_PREFIX + event.type() + "." + operation(event));
        writeUnlessEmpty("subject", event.key(), out);
        out.writeStringField("time", event.time().toString());
        out.writeStringField("datacontenttype", "application/json");
    }

    private static void writeExtensions(ChangeEvent event, JsonGenerator out) throws IOException {
        writeUnlessEmpty("partitionkey", event.partitionKey(), out);
        out.writeStringField("ordertoken", nineteenDigits(event.token()));
        out.writeStringField("txid", Long.toString(event.transactionId()));
        out.writeNumberField("txindex", event.index());
        out.writeNumberField("txcount", event.count());
        if (!isExplicit(event)) {
            out.writeStringField("entity", event.type());
        }
        writeUnlessEmpty("schemaid", event.schema(), out);
        out.writeStringField("operation", operation(event));
        writeUnlessEmpty("tenant", event.tenant(), out);
        writeUnlessEmpty("user", event.user(), out);
        writeUnlessEmpty("requestid", event.requestId(), out);
        writeUnlessEmpty("traceparent", event.traceparent(), out);
        writeUnlessEmpty("reason", event.reason(), out);
    }

    /** A part of a microsecond, where a format takes several. */
    private static String nineteenDigits(long token) {
        String digits = Long.toString(token);
        return "0".repeat(Math.max(0, 19 - digits.length())) + digits;
    }

    private static void writeData(ChangeEvent event, JsonGenerator out) throws IOException {
        if (isExplicit(event)) {
            out.writePOJO(event.after() == null ? null : event.after().get(EVENT_DATA));
            return;
        }
        out.writeStartObject();
        out.writePOJOField("before", event.before());
        out.writePOJOField("after", event.after());
        out.writePOJOField("changed", event.changed());
        out.writeEndObject();
    }

    private static void writeUnlessEmpty(String name, @Nullable String value, JsonGenerator out) throws IOException {
        if (value != null && !value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private static boolean isExplicit(ChangeEvent event) {
        return event.operation() == Operation.EVENT;
    }

    private static String operation(ChangeEvent event) {
        return event.operation().name().toLowerCase(Locale.ROOT);
    }
}
