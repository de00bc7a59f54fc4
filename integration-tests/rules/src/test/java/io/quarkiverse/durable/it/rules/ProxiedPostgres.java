package io.quarkiverse.durable.it.rules;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.Trap;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * A fresh database on the shared PostgreSQL, reached through a proxy that cuts. The test gets a handle of a JDK type, since its
 * class loader is another one.
 */
public class ProxiedPostgres implements QuarkusTestResourceLifecycleManager {

    /** Commands of the handle; what it returns tells whether the cut has been made. */
    static final String AFTER_COMMIT = "after-commit";
    static final String BEFORE_COMMIT = "before-commit";

    private FaultyProxy proxy;

    @Override
    public Map<String, String> start() {
        PostgresServer server = PostgresServer.shared();
        PostgresServer.Database database = server.createDatabase("rules");
        proxy = FaultyProxy.before(server);
        return Map.of("quarkus.datasource.jdbc.url", proxy.through(database).url(), "quarkus.datasource.username",
                database.user(), "quarkus.datasource.password", database.password(), "rules.direct-url", database.url());
    }

    @Override
    public void inject(TestInjector injector) {
        Function<String, BooleanSupplier> handle = this::arm;
        injector.injectIntoFields(handle, field -> field.getType() == Function.class);
    }

    private BooleanSupplier arm(String command) {
        Trap trap = command.equals(AFTER_COMMIT) ? proxy.cutAfterCommitSent("durable_slot")
                : proxy.cutBeforeCommit("durable_slot");
        return trap::hasSprung;
    }

    @Override
    public void stop() {
        proxy.close();
    }
}
