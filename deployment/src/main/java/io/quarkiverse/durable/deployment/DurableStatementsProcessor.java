package io.quarkiverse.durable.deployment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.runtime.capture.BulkCaptures;
import io.quarkiverse.durable.runtime.lifecycle.DurableRecorder;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.datasource.common.runtime.DataSourceUtil;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.nativeimage.NativeImageProxyDefinitionBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.hibernate.orm.deployment.JpaModelPersistenceUnitMappingBuildItem;
import io.quarkus.hibernate.orm.deployment.PersistenceUnitDescriptorBuildItem;
import io.quarkus.hibernate.orm.deployment.integration.HibernateOrmIntegrationRuntimeConfiguredBuildItem;

/**
 * Puts a datasource whose statements are looked at in the place of each one with durable entities: an alternative of the same
 * bean, so that whoever asks for the datasource gets it, Hibernate as well.
 */
class DurableStatementsProcessor {

    /** Above whatever an application would choose for its own alternatives. */
    private static final int PRIORITY = Integer.MAX_VALUE;

    private static final String BY_TABLE = "org.hibernate.query.sqm.mutation.internal.temptable.LocalTemporaryTable";
    private static final Map<String, String> STRATEGIES = Map.of(
            "hibernate.query.mutation_strategy", BY_TABLE + "MutationStrategy",
            "hibernate.query.insert_strategy", BY_TABLE + "InsertStrategy",
            // one that is there already is an error, and an error would end the transaction
            "hibernate.query.mutation_strategy.local_temporary.drop_tables", "true",
            "hibernate.query.insert_strategy.local_temporary.drop_tables", "true");

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    void captures(DurableRecorder recorder, DurableUseBuildItem use, List<DurableEntityBuildItem> entities,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        beans.produce(SyntheticBeanBuildItem.configure(BulkCaptures.class).scope(Singleton.class).unremovable()
                .runtimeValue(recorder.bulkCaptures(entities.isEmpty() ? Map.of() : use.databases().kinds())).done());
    }

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void datasources(DurableRecorder recorder, DurableUseBuildItem use, List<DurableEntityBuildItem> entities,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        if (entities.isEmpty()) {
            return;
        }
        for (String name : use.databases().kinds().keySet()) {
            var bean = SyntheticBeanBuildItem.configure(AgroalDataSource.class)
                    .addType(Type.create(DotName.createSimple(javax.sql.DataSource.class), Type.Kind.CLASS))
                    .scope(ApplicationScoped.class).qualifiers(qualifiers(name)).setRuntimeInit().unremovable()
                    .identifier("durable").alternative(true).priority(PRIORITY).checkActive(recorder.poolIsActive(name))
                    .createWith(recorder.captured(name));
            if (!DataSourceUtil.isDefault(name)) {
                bean.name(name);
            }
            beans.produce(bean.done());
        }
    }

    private static AnnotationInstance[] qualifiers(String datasource) {
        if (DataSourceUtil.isDefault(datasource)) {
            return new AnnotationInstance[] { AnnotationInstance.builder(Default.class).build() };
        }
        return new AnnotationInstance[] { AnnotationInstance.builder(Named.class).value(datasource).build(),
                AnnotationInstance.builder(DataSource.class).value(datasource).build() };
    }

    /**
     * Where Hibernate would put an update of several tables into one statement with data-modifying queries, of whose rows one
     * cannot ask, it goes by a temporary table as it does on other databases. An application that has chosen has its way.
     */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void updatesOfSeveralTables(DurableRecorder recorder, DurableUseBuildItem use, List<DurableEntityBuildItem> entities,
            Optional<JpaModelPersistenceUnitMappingBuildItem> mapping, List<PersistenceUnitDescriptorBuildItem> units,
            BuildProducer<HibernateOrmIntegrationRuntimeConfiguredBuildItem> configured,
            BuildProducer<ReflectiveClassBuildItem> reflective) {
        Map<String, Set<String>> unitsOf = mapping.map(JpaModelPersistenceUnitMappingBuildItem::getEntityToPersistenceUnits)
                .orElse(Map.of());
        for (PersistenceUnitDescriptorBuildItem unit : units) {
            String name = unit.getPersistenceUnitName();
            boolean durable = entities.stream()
                    .anyMatch(entity -> unitsOf.getOrDefault(entity.className(), Set.of()).contains(name));
            if (!durable || !"postgresql".equals(use.databases().kinds().get(use.databases().datasourceOfUnit().get(name)))) {
                continue;
            }
            Map<String, String> strategies = new HashMap<>(STRATEGIES);
            strategies.keySet().removeAll(unit.getConfig().getQuarkusConfigUnsupportedProperties().keySet());
            configured.produce(new HibernateOrmIntegrationRuntimeConfiguredBuildItem("durable", name)
                    .setInitListener(recorder.settings(strategies)));
            reflective.produce(
                    ReflectiveClassBuildItem.builder(BY_TABLE + "MutationStrategy", BY_TABLE + "InsertStrategy").build());
        }
    }

    @BuildStep
    void proxies(BuildProducer<NativeImageProxyDefinitionBuildItem> proxies) {
        for (Class<?> type : List.of(Connection.class, Statement.class, PreparedStatement.class, ResultSet.class)) {
            proxies.produce(new NativeImageProxyDefinitionBuildItem(type.getName()));
        }
    }
}
