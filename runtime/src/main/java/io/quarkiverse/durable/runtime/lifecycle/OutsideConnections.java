package io.quarkiverse.durable.runtime.lifecycle;

import java.time.Duration;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.DataSource;

/**
 * A pool beside that of the application, to the same database, that is empty unless somebody asks about slots. After a network
 * failed it may be full of connections that are dead and do not know it, so each is tried before it is given out. The pool does
 * that itself, since it never gets back what is aborted.
 */
final class OutsideConnections {

    /** One for each thread that asks or looks after those who do, and one for the start. */
    static final int MAX = Threads.RESOLVER_MAX + Threads.TIMERS_MAX + 1;
    private static final Duration ACQUISITION = Duration.ofSeconds(10);
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);
    private static final int ALIVE_WITHIN_SECONDS = 2;

    private OutsideConnections() {
    }

    static AgroalDataSource beside(AgroalDataSource pool) {
        var application = pool.getConfiguration().connectionPoolConfiguration();
        var outside = new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(mine -> mine
                .connectionFactoryConfiguration(application::connectionFactoryConfiguration)
                .exceptionSorter(application.exceptionSorter())
                .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(ALIVE_WITHIN_SECONDS))
                .validateOnBorrow(true)
                .initialSize(0).minSize(0).maxSize(MAX).acquisitionTimeout(ACQUISITION).reapTimeout(IDLE_MAX));
        return new DataSource(outside.get());
    }
}
