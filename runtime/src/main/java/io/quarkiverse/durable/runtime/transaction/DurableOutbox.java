package io.quarkiverse.durable.runtime.transaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.runtime.journal.Change;

/** Explicit events, in the record of their transaction. */
public final class DurableOutbox implements Outbox {

    /** Name under which the data stands in the change. */
    public static final String DATA = "data";

    private final CommitProtocol protocol;
    private final Set<String> channels;
    private final ObjectMapper mapper;
    private final ObjectReader reader;

    public DurableOutbox(CommitProtocol protocol, Set<String> channels, ObjectMapper mapper) {
        this.protocol = protocol;
        this.channels = Set.copyOf(channels);
        this.mapper = mapper;
        this.reader = mapper.readerFor(Object.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    @Override
    public void append(Event event) {
        if (!channels.contains(event.channel())) {
            throw new DurableException("DURABLE-0131", "Channel \"" + event.channel() + "\" of event " + event.type()
                    + " is not known; known are " + new TreeSet<>(channels)
                    + ". Add it to quarkus.durable.outbox-channels (fixed at build time).");
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put(DATA, json(event));
        protocol.event(new Change(event.channel(), event.type(), event.key(), Operation.EVENT, null, data, List.of()));
    }

    private @Nullable Object json(Event event) {
        try {
            return event.data() == null ? null : reader.readValue(mapper.writeValueAsBytes(event.data()));
        } catch (java.io.IOException e) {
            throw new DurableException("DURABLE-0132", "The data of event " + event.type() + " (" + event.data()
                    + ") cannot be written as JSON: " + e.getMessage(), e);
        }
    }
}
