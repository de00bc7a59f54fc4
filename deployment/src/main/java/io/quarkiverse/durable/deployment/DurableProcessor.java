package io.quarkiverse.durable.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationTransformation;
import org.jboss.jandex.DotName;

import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkiverse.durable.runtime.capture.CaptureModel;
import io.quarkiverse.durable.runtime.journal.Published;
import io.quarkiverse.durable.runtime.lifecycle.DurableBeans;
import io.quarkiverse.durable.runtime.lifecycle.DurableEngine;
import io.quarkiverse.durable.runtime.lifecycle.DurableModel;
import io.quarkiverse.durable.runtime.lifecycle.DurableRecorder;
import io.quarkiverse.durable.runtime.metadata.MetadataSources;
import io.quarkiverse.durable.runtime.transaction.CommitFailureInterceptor;
import io.quarkiverse.durable.runtime.transaction.TellsWhyNotDurable;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkiverse.durable.spi.MetadataSource;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.agroal.spi.JdbcDataSourceSchemaReadyBuildItem;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.AnnotationsTransformerBuildItem;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeansRuntimeInitBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Consume;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import io.quarkus.deployment.builditem.ShutdownContextBuildItem;
import io.quarkus.hibernate.orm.deployment.JpaModelPersistenceUnitMappingBuildItem;
import io.quarkus.hibernate.orm.deployment.PersistenceUnitDescriptorBuildItem;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;

/** Puts the extension together: beans, what capture and engine need to know, and the start before the application's own. */
class DurableProcessor {

    private static final DotName OUTBOX = DotName.createSimple(Outbox.class);
    private static final DotName TRANSACTIONAL = DotName.createSimple("jakarta.transaction.Transactional");

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("durable");
    }

    @BuildStep
    void beans(BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<UnremovableBeanBuildItem> unremovable) {
        beans.produce(AdditionalBeanBuildItem.unremovableOf(DurableEngine.class));
        beans.produce(AdditionalBeanBuildItem.unremovableOf(DurableBeans.class));
        beans.produce(AdditionalBeanBuildItem.unremovableOf(MetadataSources.class));
        beans.produce(AdditionalBeanBuildItem.builder().addBeanClasses(TellsWhyNotDurable.class, CommitFailureInterceptor.class)
                .build());
        unremovable.produce(UnremovableBeanBuildItem.beanTypes(ProtocolListener.class, WalListener.class, KeyProvider.class,
                MetadataSource.class));
    }

    @BuildStep
    AnnotationsTransformerBuildItem commitFailures() {
        return new AnnotationsTransformerBuildItem(AnnotationTransformation.builder().whenAnyMatch(TRANSACTIONAL)
                .transform(context -> context.add(TellsWhyNotDurable.class)));
    }

    @BuildStep
    HealthBuildItem health() {
        return new HealthBuildItem("io.quarkiverse.durable.runtime.observe.DurableReadiness", true);
    }

    @BuildStep
    DurableUseBuildItem use(List<DurableEntityBuildItem> entities, BeanDiscoveryFinishedBuildItem beans,
            Optional<JpaModelPersistenceUnitMappingBuildItem> mapping, List<PersistenceUnitDescriptorBuildItem> units,
            List<JdbcDataSourceBuildItem> datasources) {
        boolean events = beans.getInjectionPoints().stream().anyMatch(point -> point.getRequiredType().name().equals(OUTBOX));
        boolean used = !entities.isEmpty() || events;
        return new DurableUseBuildItem(used, used
                ? Databases.of(entities,
                        mapping.map(JpaModelPersistenceUnitMappingBuildItem::getEntityToPersistenceUnits).orElse(Map.of()),
                        units, datasources)
                : Databases.NONE);
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    void models(DurableRecorder recorder, DurableUseBuildItem use, List<DurableEntityBuildItem> entities,
            List<DurableEventChannelBuildItem> eventChannels, BuildProducer<SyntheticBeanBuildItem> beans) {
        Map<String, CaptureModel.Entity> captured = new HashMap<>();
        Map<String, Published.Entity> published = new HashMap<>();
        Set<String> known = new TreeSet<>();
        entities.forEach(entity -> {
            captured.put(entity.className(), new CaptureModel.Entity(entity.entityName(), entity.type(),
                    entity.channel(),
                    entity.choices().key(), entity.choices().unlogged(), entity.choices().before()));
            published.put(entity.type(), new Published.Entity(entity.choices().include(), entity.choices().exclude(),
                    entity.choices().mask(), entity.choices().operations()));
            known.add(entity.channel());
        });
        eventChannels.forEach(item -> known.add(item.channel()));
        beans.produce(SyntheticBeanBuildItem.configure(CaptureModel.class).scope(Singleton.class).unremovable()
                .runtimeValue(recorder.captureModel(captured, use.databases().datasourceOfUnit())).done());
        beans.produce(SyntheticBeanBuildItem.configure(DurableModel.class).scope(Singleton.class).unremovable()
                .runtimeValue(recorder.model(use.databases().kinds(), use.databases().xa(), use.databases().bySchema(),
                        use.databases().forEvents(), known, published))
                .done());
    }

    @BuildStep
    @Consume(SyntheticBeansRuntimeInitBuildItem.class)
    @Consume(JdbcDataSourceSchemaReadyBuildItem.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void start(DurableRecorder recorder, DurableUseBuildItem use, BeanContainerBuildItem beans, LaunchModeBuildItem mode,
            ShutdownContextBuildItem shutdown, BuildProducer<ServiceStartBuildItem> started) {
        if (use.used()) {
            recorder.start(beans.getValue(), mode.getLaunchMode(), shutdown);
            started.produce(new ServiceStartBuildItem("durable"));
        }
    }
}
