package io.quarkiverse.durable.runtime.lifecycle;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.agroal.api.AgroalDataSource;
import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.capture.BulkCaptures;
import io.quarkiverse.durable.runtime.capture.CaptureModel;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.jdbc.CapturedDataSource;
import io.quarkiverse.durable.runtime.journal.Published;
import io.quarkiverse.durable.runtime.observe.DurableMetrics;
import io.quarkiverse.durable.wal.WalException;
import io.quarkus.arc.ActiveResult;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.SyntheticCreationalContext;
import io.quarkus.arc.runtime.BeanContainer;
import io.quarkus.hibernate.orm.runtime.integration.HibernateOrmIntegrationRuntimeInitListener;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.metrics.MetricsFactory;

/** Carries what the build found out into the application, and starts the engine. */
@Recorder
public class DurableRecorder {

    private final RuntimeValue<DurableRuntimeConfig> config;

    public DurableRecorder(RuntimeValue<DurableRuntimeConfig> config) {
        this.config = config;
    }

    /**
     * @param entities by class name
     * @param datasources of the persistence units
     */
    public RuntimeValue<CaptureModel> captureModel(Map<String, CaptureModel.Entity> entities,
            Map<String, String> datasources) {
        return new RuntimeValue<>(new CaptureModel(Map.copyOf(entities), Map.copyOf(datasources)));
    }

    public RuntimeValue<DurableModel> model(Map<String, String> databaseKinds, Set<String> xa, Set<String> bySchema,
            String eventDatasource, Set<String> eventChannels, Map<String, Published.Entity> published) {
        return new RuntimeValue<>(
                new DurableModel(Map.copyOf(databaseKinds), Set.copyOf(xa), Set.copyOf(bySchema), eventDatasource,
                        Set.copyOf(eventChannels), new Published(Map.copyOf(published))));
    }

    public RuntimeValue<BulkCaptures> bulkCaptures(Map<String, String> databaseKinds) {
        return new RuntimeValue<>(new BulkCaptures(databaseKinds));
    }

    /** A datasource whose connections are looked at. */
    public Function<SyntheticCreationalContext<AgroalDataSource>, AgroalDataSource> captured(String datasource) {
        return context -> new CapturedDataSource(
                ClientProxy.unwrap(Arc.container().instance(PoolsBehind.bean(datasource)).get()),
                Arc.container().instance(BulkCaptures.class).get().of(datasource));
    }

    public Supplier<ActiveResult> poolIsActive(String datasource) {
        return () -> PoolsBehind.bean(datasource).checkActive();
    }

    /** Settings of a persistence unit. */
    public HibernateOrmIntegrationRuntimeInitListener settings(Map<String, String> settings) {
        return unit -> settings.forEach(unit::accept);
    }

    /** Shows the log in the metrics of the application. */
    public Consumer<MetricsFactory> metrics() {
        return factory -> DurableMetrics.register(factory, () -> Arc.container().instance(DurableLog.class).get());
    }

    /**
     * Starts the engine before the application's start-up event; a failure that a person has to mend ends the start in one
     * sentence.
     */
    public void start(BeanContainer beans, LaunchMode mode, ShutdownContext shutdown) {
        DurableEngine engine = beans.beanInstance(DurableEngine.class);
        try {
            engine.start(beans.beanInstance(DurableModel.class), config.getValue(), mode);
        } catch (WalException e) {
            throw new ConfigurationException(Encryption.startFailure(e));
        } catch (DurableException e) {
            throw new ConfigurationException(e.getMessage());
        }
        shutdown.addShutdownTask(engine::stop);
    }
}
