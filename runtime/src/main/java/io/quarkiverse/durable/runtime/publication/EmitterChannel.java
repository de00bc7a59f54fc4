package io.quarkiverse.durable.runtime.publication;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;

/**
 * A channel of Reactive Messaging. Acknowledgements are counted here and not taken from the emitter, because an emitter that
 * broadcasts is content with the first subscriber's. Used by the thread of one publisher.
 */
final class EmitterChannel implements EventChannel {

    private final String name;
    private final ChannelRegistry registry;
    private final int subscribers;
    private final Function<ChangeEvent, List<Object>> addresses;
    private @Nullable MutinyEmitter<String> emitter;

    EmitterChannel(String name, ChannelRegistry registry, int subscribers, Function<ChangeEvent, List<Object>> addresses) {
        this.name = name;
        this.registry = registry;
        this.subscribers = subscribers;
        this.addresses = addresses;
    }

    @Override
    public CompletionStage<Void> send(ChangeEvent event, String payload) {
        CompletableFuture<Void> receipt = new CompletableFuture<>();
        AtomicInteger missing = new AtomicInteger(subscribers);
        Message<String> message = Message.of(payload, metadata(event), () -> {
            if (missing.decrementAndGet() == 0) {
                receipt.complete(null);
            }
            return CompletableFuture.completedFuture(null);
        }, failure -> {
            receipt.completeExceptionally(failure);
            return CompletableFuture.completedFuture(null);
        });
        var unused = emitter().sendMessage(message).subscribe().with(first -> {
        }, receipt::completeExceptionally);
        return receipt;
    }

    private MutinyEmitter<String> emitter() {
        MutinyEmitter<String> known = emitter;
        if (known == null) {
            known = registry.<MutinyEmitter<String>> getEmitter(name, MutinyEmitter.class);
            if (known == null) {
                throw new IllegalStateException("Reactive Messaging has not wired the channel " + name);
            }
            emitter = known;
        }
        return known;
    }

    private Metadata metadata(ChangeEvent event) {
        Metadata metadata = Metadata.of(event);
        for (Object address : addresses.apply(event)) {
            metadata = metadata.with(address);
        }
        return metadata;
    }
}
