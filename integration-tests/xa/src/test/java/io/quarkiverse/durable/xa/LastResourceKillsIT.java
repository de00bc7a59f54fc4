package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.FaultyProxy;

/**
 * A datasource with XA and one without in one transaction. The one without commits last, so that a kill may leave it behind;
 * where the transaction manager is told to (the optimisation of the last resource), it commits first, and a kill may leave
 * the others behind. Each database is published as it is.
 */
@Tag("process")
class LastResourceKillsIT {

    private static final String OPTIMISATION = "JTAEnvironmentBean.lastResourceOptimisationInterfaceClassName";

    @Test
    void theOneWithoutXaCommitsLast() {
        try (Installation installation = new Installation("last")) {
            App app = installation.startNew();
            app = kill(installation, app, "first,resource,local,event", "resource.prepare", false, false);
            app = kill(installation, app, "resource,first,local,event", "resource.commit", true, false);
            app = kill(installation, app, "local,first,resource", "resource.commit", true, false);
            kill(installation, app, "first,local", "COMMITTED", true, true);
        }
    }

    @Test
    void theOneWithoutXaCommitsBeforeTheDecision() {
        try (FaultyProxy proxy = FaultyProxy.before(Postgres.server()); Installation installation = new Installation("first")) {
            installation.set(OPTIMISATION, "io.agroal.narayana.LocalXAResource");
            installation.reach(Side.LOCAL, proxy.through(installation.books(Side.LOCAL).database()));
            App app = installation.startNew();
            app = kill(installation, app, "first,resource,local,event", "resource.prepare", false, false);
            app = kill(installation, app, "resource,first,local", "resource.commit", true, true);
            killBeforeTheDecision(installation, app, proxy);
        }
    }

    private static void killBeforeTheDecision(Installation installation, App app, FaultyProxy proxy) {
        Order order = Order.of(installation.marker("killed"), "first,local,event", 1);
        app.arm("hold:DURABLE:1");
        var answer = installation.askMeanwhile(app, order);
        app.must("/held");
        proxy.mute();
        app.must("/release");
        installation.await("the one without XA committed", app, () -> installation.books(Side.LOCAL).knows(order.marker()));
        assertThat(installation.books(Side.FIRST).prepared()).hasSize(1);
        app.process().kill9();
        proxy.cutSilent();
        assertThat(answer.join().ok()).isFalse();
        App unused = mustEnd(installation, order, false, true, "the one without XA committed, nothing decided");
    }

    private static App kill(Installation installation, App app, String steps, String step, boolean first, boolean local) {
        Order order = Order.of(installation.marker("killed"), steps, 1);
        app.arm("kill:" + step + ":1");
        installation.mustDieOf(app, order);
        return mustEnd(installation, order, first, local, steps + ", killed at " + step);
    }

    private static App mustEnd(Installation installation, Order order, boolean first, boolean local, String what) {
        App app = installation.start();
        installation.mustBeClean(app, what);
        assertThat(installation.books(Side.FIRST).knows(order.marker())).as("%s: first", what).isEqualTo(first);
        assertThat(installation.books(Side.LOCAL).knows(order.marker())).as("%s: local", what).isEqualTo(local);
        installation.burst(app);
        installation.mustBeClean(app, "Gone on: " + what);
        return app;
    }
}
