package io.quarkiverse.durable.deployment.publication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.jandex.DotName;
import org.jboss.logging.Logger;

import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkiverse.durable.deployment.items.DurableSinkBuildItem;
import io.quarkiverse.durable.runtime.publication.ChangeEventConverter;
import io.quarkiverse.durable.runtime.publication.CloudEventsJson;
import io.quarkiverse.durable.runtime.publication.KafkaRecordAddress;
import io.quarkiverse.durable.runtime.publication.Publication;
import io.quarkiverse.durable.runtime.publication.PublicationRecorder;
import io.quarkiverse.durable.runtime.publication.Sinks;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.TransformedAnnotationsBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.DotNames;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.ReactiveMessagingBuildTimeConfig;
import io.quarkus.smallrye.reactivemessaging.deployment.items.ChannelBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.ChannelDirection;
import io.quarkus.smallrye.reactivemessaging.deployment.items.ConnectorBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.InjectedEmitterBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.MediatorBuildItem;
import io.quarkus.smallrye.reactivemessaging.runtime.ReactiveMessagingConfiguration;
import io.smallrye.reactive.messaging.MutinyEmitter;

/**
 * Gives each channel that somebody consumes an emitter that no application code injects. Channels are wired when the
 * application is built, so which of them exist is decided here and not at run time.
 */
class DurableChannelsProcessor {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.durable");
    private static final String KAFKA = "smallrye-kafka";
    private static final String STRING_SERIALIZER = "org.apache.kafka.common.serialization.StringSerializer";
    private static final String KAFKA_METADATA = "io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata";
    private static final DotName OUTBOX = DotName.createSimple(Outbox.class);

    @BuildStep
    ChannelDecisionsBuildItem decide(List<DurableEntityBuildItem> entities, List<DurableEventChannelBuildItem> eventChannels,
            List<MediatorBuildItem> mediators, List<ConnectorBuildItem> connectors,
            BeanDiscoveryFinishedBuildItem beans, TransformedAnnotationsBuildItem annotations,
            ReactiveMessagingBuildTimeConfig messaging) {
        ChannelUse use = new ChannelUse(annotations).methods(mediators).injections(beans);
        Set<String> outbound = connectors.stream().filter(item -> item.getDirection() == ChannelDirection.OUTGOING)
                .map(ConnectorBuildItem::getName).collect(Collectors.toCollection(TreeSet::new));
        boolean outboxUsed = beans.getInjectionPoints().stream()
                .anyMatch(point -> point.getRequiredType().name().equals(OUTBOX));
        Map<String, ChannelDecision> decisions = new TreeMap<>();
        entitiesByChannel(entities, eventChannels).forEach((channel, names) -> {
            boolean wanted = !names.isEmpty() || outboxUsed || !channel.equals(Outbox.DEFAULT_CHANNEL);
            decisions.put(channel, ChannelDecision.of(new ChannelFacts(channel, names, wanted, wiring(channel, use),
                    configured(ChannelDirection.OUTGOING, channel), outbound, messaging.autoConnectorAttachment())));
        });
        return new ChannelDecisionsBuildItem(decisions);
    }

    @BuildStep
    void report(ChannelDecisionsBuildItem decisions, BuildProducer<DurableSinkBuildItem> sinks,
            BuildProducer<ValidationErrorBuildItem> errors) {
        decisions.byChannel().forEach((channel, decision) -> {
            if (decision instanceof ChannelDecision.Sink sink) {
                sinks.produce(new DurableSinkBuildItem(channel, sink.connector().orElse(null), sink.consumers()));
            } else if (decision instanceof ChannelDecision.Impossible impossible) {
                errors.produce(new ValidationErrorBuildItem(new DeploymentException(impossible.message())));
            } else if (decision instanceof ChannelDecision.NoSink none && none.message() != null) {
                LOG.warn(none.message());
            }
        });
    }

    @BuildStep
    void wire(ChannelDecisionsBuildItem decisions, BuildProducer<ChannelBuildItem> channels,
            BuildProducer<InjectedEmitterBuildItem> emitters, BuildProducer<RunTimeConfigurationDefaultBuildItem> defaults) {
        decisions.byChannel().forEach((channel, decision) -> {
            if (decision instanceof ChannelDecision.Sink sink) {
                // A channel without connector that nobody consumes is attached to the only connector by Quarkus.
                channels.produce(ChannelBuildItem.outgoing(channel, sink.attach() ? null : sink.connector().orElse(null)));
                emitters.produce(InjectedEmitterBuildItem.of(channel, MutinyEmitter.class.getName(), "BUFFER",
                        Publication.EMITTER_BUFFER, sink.subscribers() > 1, sink.subscribers()));
                if (sink.connector().filter(KAFKA::equals).isPresent()) {
                    defaults.produce(outgoingDefault(channel, "key.serializer"));
                    defaults.produce(outgoingDefault(channel, "value.serializer"));
                }
            }
        });
    }

    @BuildStep
    void beans(BuildProducer<AdditionalBeanBuildItem> beans) {
        beans.produce(AdditionalBeanBuildItem.builder().setUnremovable().setDefaultScope(DotNames.SINGLETON)
                .addBeanClasses(Publication.class, ChangeEventConverter.class, CloudEventsJson.class).build());
        if (QuarkusClassLoader.isClassPresentAtRuntime(KAFKA_METADATA)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(KafkaRecordAddress.class));
        }
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem sinks(List<DurableSinkBuildItem> items, PublicationRecorder recorder) {
        Map<String, Integer> subscribers = new TreeMap<>();
        items.forEach(item -> subscribers.put(item.channel(), item.subscribers()));
        return SyntheticBeanBuildItem.configure(Sinks.class).scope(Singleton.class).unremovable()
                .runtimeValue(recorder.sinks(subscribers)).done();
    }

    private static Map<String, List<String>> entitiesByChannel(List<DurableEntityBuildItem> entities,
            List<DurableEventChannelBuildItem> eventChannels) {
        Map<String, List<String>> names = new TreeMap<>();
        eventChannels.forEach(item -> names.put(item.channel(), new ArrayList<>()));
        entities.forEach(item -> names.computeIfAbsent(item.channel(), c -> new ArrayList<>()).add(item.entityName()));
        return names;
    }

    private static ChannelFacts.Wiring wiring(String channel, ChannelUse use) {
        return new ChannelFacts.Wiring(use.consumers(channel), use.producers(channel),
                configured(ChannelDirection.INCOMING, channel));
    }

    private static Optional<String> configured(ChannelDirection direction, String channel) {
        Config config = ConfigProvider.getConfig();
        boolean incoming = direction == ChannelDirection.INCOMING;
        boolean enabled = config.getOptionalValue(
                ReactiveMessagingConfiguration.getChannelPropertyName(channel, "enabled", incoming), Boolean.class)
                .orElse(true);
        return enabled ? config.getOptionalValue(
                ReactiveMessagingConfiguration.getChannelPropertyName(channel, "connector", incoming), String.class)
                : Optional.empty();
    }

    private static RunTimeConfigurationDefaultBuildItem outgoingDefault(String channel, String attribute) {
        return new RunTimeConfigurationDefaultBuildItem(
                ReactiveMessagingConfiguration.getChannelOutgoingPropertyName(channel, attribute), STRING_SERIALIZER);
    }
}
