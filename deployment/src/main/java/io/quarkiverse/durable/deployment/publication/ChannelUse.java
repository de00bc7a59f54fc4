package io.quarkiverse.durable.deployment.publication;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;

import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.TransformedAnnotationsBuildItem;
import io.quarkus.arc.processor.InjectionPointInfo;
import io.quarkus.smallrye.reactivemessaging.deployment.items.MediatorBuildItem;

/** Counts who reads from and writes to each channel in the application. */
final class ChannelUse {

    private static final DotName INCOMING = DotName.createSimple(Incoming.class);
    private static final DotName INCOMINGS = DotName.createSimple("io.smallrye.reactive.messaging.annotations.Incomings");
    private static final DotName OUTGOING = DotName.createSimple(Outgoing.class);
    private static final DotName OUTGOINGS = DotName.createSimple("io.smallrye.reactive.messaging.annotations.Outgoings");
    private static final DotName CHANNEL = DotName.createSimple(Channel.class);

    private final TransformedAnnotationsBuildItem annotations;
    private final Map<String, Integer> consumers = new HashMap<>();
    private final Map<String, Integer> producers = new HashMap<>();

    ChannelUse(TransformedAnnotationsBuildItem annotations) {
        this.annotations = annotations;
    }

    ChannelUse methods(List<MediatorBuildItem> mediators) {
        for (MediatorBuildItem mediator : mediators) {
            named(mediator.getMethod(), INCOMING, INCOMINGS).forEach(channel -> consumers.merge(channel, 1, Integer::sum));
            named(mediator.getMethod(), OUTGOING, OUTGOINGS).forEach(channel -> producers.merge(channel, 1, Integer::sum));
        }
        return this;
    }

    /** Injections of a channel: an emitter sends to it, whatever else is not a control of it reads it. */
    ChannelUse injections(BeanDiscoveryFinishedBuildItem beans) {
        for (InjectionPointInfo point : beans.getInjectionPoints()) {
            String type = point.getRequiredType().name().withoutPackagePrefix();
            Map<String, Integer> counted = type.endsWith("Emitter") ? producers : consumers;
            if (!type.equals("PausableChannel")) {
                annotationsOf(point.getAnnotationTarget()).filter(a -> a.name().equals(CHANNEL))
                        .forEach(a -> counted.merge(a.value().asString(), 1, Integer::sum));
            }
        }
        return this;
    }

    int consumers(String channel) {
        return consumers.getOrDefault(channel, 0);
    }

    int producers(String channel) {
        return producers.getOrDefault(channel, 0);
    }

    private Stream<String> named(AnnotationTarget method, DotName single, DotName container) {
        return annotationsOf(method).flatMap(a -> a.name().equals(single) ? Stream.of(a)
                : a.name().equals(container) ? Stream.of(a.value().asNestedArray()) : Stream.empty())
                .map(a -> a.value().asString());
    }

    private Stream<AnnotationInstance> annotationsOf(AnnotationTarget target) {
        return target == null ? Stream.empty() : annotations.getAnnotations(target).stream();
    }
}
