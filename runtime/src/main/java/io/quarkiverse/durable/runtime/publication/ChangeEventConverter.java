package io.quarkiverse.durable.runtime.publication;

import java.lang.reflect.Type;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.durable.ChangeEvent;
import io.smallrye.reactive.messaging.MessageConverter;

/** Lets an {@code @Incoming} method of the application take the {@link ChangeEvent} itself, without serializer and parser. */
@Singleton
public class ChangeEventConverter implements MessageConverter {

    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return target == ChangeEvent.class && in.getMetadata(ChangeEvent.class).isPresent();
    }

    @Override
    public Message<?> convert(Message<?> in, Type target) {
        return in.withPayload(in.getMetadata(ChangeEvent.class).orElseThrow());
    }
}
