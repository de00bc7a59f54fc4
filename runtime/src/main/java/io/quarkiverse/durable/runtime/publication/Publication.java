package io.quarkiverse.durable.runtime.publication;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.journal.PublicationLog;
import io.quarkiverse.durable.spi.EventSerializer;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.smallrye.reactive.messaging.ChannelRegistry;

/** Publishes all channels that have a sink. Started once after recovery, stopped before the log is closed. */
@Singleton
public class Publication {

    /** More than can be in flight, so that an emitter never has to refuse a message for want of room. */
    public static final int EMITTER_BUFFER = 2 * PublicationSettings.MAX_IN_FLIGHT_LIMIT;

    private final Sinks sinks;
    private final ChannelRegistry registry;
    private final EventSerializer serializer;
    private final List<MessageAddress> addresses;
    private final List<ProtocolListener> listeners;

    private volatile List<Publisher> publishers = List.of();

    @Inject
    Publication(Sinks sinks, ChannelRegistry registry, EventSerializer serializer, @Any Instance<MessageAddress> addresses,
            @Any Instance<ProtocolListener> listeners) {
        this.sinks = sinks;
        this.registry = registry;
        this.serializer = serializer;
        this.addresses = addresses.stream().toList();
        this.listeners = listeners.stream().toList();
    }

    /** Names of the channels that have a sink. */
    public Set<String> channels() {
        return new TreeSet<>(sinks.subscribers().keySet());
    }

    /** Begins where each channel's cursor is. To be called when Reactive Messaging has wired its channels. */
    public synchronized void start(PublicationLog log, PublicationSettings settings) {
        if (!publishers.isEmpty()) {
            throw new IllegalStateException("Publication is started already");
        }
        publishers = channels().stream().map(channel -> publisher(channel, log, settings)).toList();
        publishers.forEach(Publisher::start);
    }

    /** Waits for the answers to what was sent, for all channels together no longer than the settings say. */
    public synchronized void stop() {
        List<Publisher> stopping = publishers;
        publishers = List.of();
        stopping.forEach(Publisher::beginStop);
        stopping.forEach(Publisher::awaitStop);
    }

    /** One for each channel; empty before the start and after the stop. */
    public List<DurableLog.Sink> status() {
        return publishers.stream().map(Publisher::status).toList();
    }

    private Publisher publisher(String channel, PublicationLog log, PublicationSettings settings) {
        int subscribers = sinks.subscribers().getOrDefault(channel, 1);
        EventChannel emitter = new EmitterChannel(channel, registry, subscribers,
                event -> addresses.stream().map(address -> address.of(event, serializer.contentType())).toList());
        return new Publisher(channel, new Publisher.Surroundings(log, emitter, serializer, this::tell), settings);
    }

    private void tell(ProtocolListener.Step step, long transaction) {
        listeners.forEach(listener -> listener.on(step, transaction));
    }
}
