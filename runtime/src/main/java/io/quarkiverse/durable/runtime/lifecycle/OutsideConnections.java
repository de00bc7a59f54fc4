package io.quarkiverse.durable.runtime.lifecycle;

import java.time.Duration;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;

/** A pool beside that of the application, to the same database, that is empty unless somebody asks about slots. */
final class OutsideConnections {

    /** One for each thread that asks or looks after those who do, and one for the start. */
    static final int MAX = Threads.RESOLVER_MAX + Threads.TIMERS_MAX + 1;
    private static final Duration ACQUISITION = Duration.ofSeconds(10);
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    private OutsideConnections() {
    }

    static AgroalDataSource beside(AgroalDataSource pool) {
        var application = pool.getConfiguration().connectionPoolConfiguration();
        var outside = new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(mine -> mine
                .connectionFactoryConfiguration(application::connectionFactoryConfiguration)
                .exceptionSorter(application.exceptionSorter())
                .initialSize(0).minSize(0).maxSize(MAX).acquisitionTimeout(ACQUISITION).reapTimeout(IDLE_MAX));
        return new DataSource(outside.get());
    }
}
