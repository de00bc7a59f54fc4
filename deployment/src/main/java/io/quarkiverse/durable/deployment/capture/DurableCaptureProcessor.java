package io.quarkiverse.durable.deployment.capture;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.inject.spi.DeploymentException;

import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.hibernate.orm.deployment.JpaModelPersistenceUnitMappingBuildItem;

/** Finds out what is captured. */
class DurableCaptureProcessor {

    @BuildStep
    void entities(DurableBuildTimeConfig config, CombinedIndexBuildItem index,
            Optional<JpaModelPersistenceUnitMappingBuildItem> units,
            BuildProducer<DurableEntityBuildItem> entities, BuildProducer<ValidationErrorBuildItem> errors) {
        if (config.enabled()) {
            DurableEntities durable = new DurableEntities(index.getIndex(),
                    units.map(JpaModelPersistenceUnitMappingBuildItem::getEntityToPersistenceUnits).orElse(Map.of()),
                    config.entity());
            durable.found().forEach(entities::produce);
            durable.errors().forEach(error -> errors.produce(new ValidationErrorBuildItem(new DeploymentException(error))));
        }
    }

    @BuildStep
    void eventChannels(DurableBuildTimeConfig config, BuildProducer<DurableEventChannelBuildItem> channels) {
        if (config.enabled()) {
            config.outboxChannels().forEach(channel -> channels.produce(new DurableEventChannelBuildItem(channel)));
        }
    }
}
