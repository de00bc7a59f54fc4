package io.quarkiverse.durable.deployment.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.spi.DeploymentException;

import org.jboss.jandex.DotName;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableEventChannelBuildItem;
import io.quarkiverse.durable.runtime.config.DurableBuildTimeConfig;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.deployment.JpaModelPersistenceUnitMappingBuildItem;
import io.quarkus.hibernate.orm.deployment.PersistenceUnitDescriptorBuildItem;
import io.quarkus.hibernate.orm.runtime.PersistenceUnitUtil;
import io.quarkus.hibernate.orm.runtime.tenant.TenantConnectionResolver;

/** Finds out what is captured. */
class DurableCaptureProcessor {

    private static final DotName UNIT_EXTENSION = DotName.createSimple(PersistenceUnitExtension.class);
    private static final String DEFAULT = PersistenceUnitUtil.DEFAULT_PERSISTENCE_UNIT_NAME;

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
    void tenants(List<DurableEntityBuildItem> entities, Optional<JpaModelPersistenceUnitMappingBuildItem> mapping,
            List<PersistenceUnitDescriptorBuildItem> units, BeanDiscoveryFinishedBuildItem beans,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, Set<String>> unitsOf = mapping.map(JpaModelPersistenceUnitMappingBuildItem::getEntityToPersistenceUnits)
                .orElse(Map.of());
        List<Tenancy.Unit> durable = new ArrayList<>();
        for (PersistenceUnitDescriptorBuildItem unit : units) {
            String name = unit.getPersistenceUnitName();
            Set<String> names = entities.stream()
                    .filter(entity -> unitsOf.getOrDefault(entity.className(), Set.of()).contains(name))
                    .map(DurableEntityBuildItem::entityName).collect(Collectors.toSet());
            if (!names.isEmpty()) {
                durable.add(new Tenancy.Unit(name, unit.getConfig().getMultiTenancyStrategy(), names, resolver(beans, name)));
            }
        }
        Tenancy.errors(durable).forEach(error -> errors.produce(new ValidationErrorBuildItem(new DeploymentException(error))));
    }

    private static @Nullable String resolver(BeanDiscoveryFinishedBuildItem beans, String unit) {
        return beans.beanStream().withBeanType(TenantConnectionResolver.class)
                .filter(bean -> !bean.isSynthetic() && bean.getQualifier(UNIT_EXTENSION)
                        .map(qualifier -> qualifier.value() == null ? DEFAULT : qualifier.value().asString()).orElse(DEFAULT)
                        .equals(unit))
                .firstResult().map(bean -> bean.getBeanClass().toString()).orElse(null);
    }

    @BuildStep
    void eventChannels(DurableBuildTimeConfig config, BuildProducer<DurableEventChannelBuildItem> channels) {
        if (config.enabled()) {
            config.outboxChannels().forEach(channel -> channels.produce(new DurableEventChannelBuildItem(channel)));
        }
    }
}
