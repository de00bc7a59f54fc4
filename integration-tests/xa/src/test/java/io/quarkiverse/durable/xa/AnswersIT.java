package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.FaultyProxy;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.Trap;

/** What the transaction manager says is not what happened, while the application runs on: the slots know. */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersIT {

    /** Only a transaction of a test writes there. */
    private static final String MARKER_TABLE = "committed_marker";

    private final Installation installation = new Installation("answers");
    private final FaultyProxy firstProxy = FaultyProxy.before(Postgres.server());
    private final FaultyProxy localProxy = FaultyProxy.before(Postgres.server());
    private App app;

    @BeforeAll
    void install() {
        installation.reach(Side.FIRST, firstProxy.through(installation.books(Side.FIRST).database()));
        installation.reach(Side.LOCAL, localProxy.through(installation.books(Side.LOCAL).database()));
        app = installation.startNew();
    }

    @AfterAll
    void end() {
        installation.close();
        firstProxy.close();
        localProxy.close();
    }

    /** One XA datasource alone commits in one phase, and the transaction manager reports COMMITTED either way. */
    @ParameterizedTest
    @CsvSource({ "first,true", "first,false" })
    void aCommitInOnePhaseIsCut(String steps, boolean delivered) throws IOException {
        Order order = Order.of(installation.marker("cut"), steps, 1);
        Trap trap = delivered ? firstProxy.cutAfterCommitSent(MARKER_TABLE) : firstProxy.cutBeforeCommit(MARKER_TABLE);
        App.Answer answer = installation.ask(app, order);
        assertThat(trap.await().answer()).isEqualTo(delivered ? "COMMIT" : "");
        assertThat(answer.ok()).as("the client hears of an error: %s", answer).isFalse();
        mustEnd(order, delivered, false, false, "cut, delivered: " + delivered);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resource,first,second       | prepare:XA_RBROLLBACK | false
            first,resource,second       | prepare:XAER_RMERR    | false
            first,second,resource,event | prepare:XAER_RMFAIL   | false
            resource,first,second       | commit:XA_HEURMIX     | true
            first,resource,second,event | commit:XA_HEURRB      | true
            first,second,resource       | commit:XAER_RMFAIL    | true
            resource,first,second       | commit:XAER_NOTA      | true
            """)
    void anotherResourceFails(String steps, String how, boolean committed) throws IOException {
        Order order = Order.of(installation.marker("failed"), steps, 1).failing(how);
        App.Answer unused = installation.ask(app, order);
        mustEnd(order, committed, committed, false, steps + " failed " + how);
    }

    /** The datasource without XA commits last, and the transaction manager takes the lost answer for a rollback. */
    @Test
    void theAnswerOfTheOneWithoutXaIsLost() throws IOException {
        Order order = Order.of(installation.marker("last"), "first,local,event", 1);
        Trap trap = localProxy.cutAfterCommitSent(MARKER_TABLE);
        App.Answer answer = installation.ask(app, order);
        assertThat(trap.await().answer()).isEqualTo("COMMIT");
        assertThat(answer.ok()).as("the client hears of an error: %s", answer).isFalse();
        mustEnd(order, true, false, true, "the answer of the one without XA is lost");
    }

    /**
     * Beside others a datasource without XA commits in the second phase, and COMMITTED is said of it in any case; also where
     * none of the others is ours.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local,first,second | true
            local,resource     | false
            """)
    void theCommitOfTheOneWithoutXaIsNotDelivered(String steps, boolean othersCommitted) throws IOException {
        Order order = Order.of(installation.marker("last"), steps, 1);
        Trap trap = localProxy.cutBeforeCommit(MARKER_TABLE);
        App.Answer answer = installation.ask(app, order);
        trap.await();
        assertThat(answer.ok()).as("the client hears of an error: %s", answer).isFalse();
        mustEnd(order, othersCommitted, othersCommitted, false, steps + ", the commit of the one without XA is lost");
    }

    /** Prepared branches outlive the server; Narayana ends them when it is back, and nobody restarts the application. */
    @Test
    void theSecondDatabaseIsKilledWhenItIsPreparedAndComesBack() {
        try (PostgresServer other = PostgresServer.start(); Installation apart = new Installation("apart")) {
            apart.on(Side.SECOND, other.createDatabase("second"));
            App running = apart.startNew();
            Order order = Order.of(apart.marker("prepared"), "first,second,resource,event", 1);
            running.arm("hold:resource.prepare:1");
            var answer = apart.askMeanwhile(running, order);
            running.must("/held");
            other.kill9();
            running.must("/release");
            var unused = answer.join();
            apart.await("the first committed", running, () -> apart.books(Side.FIRST).knows(order.marker()));
            apart.await("the transaction is in doubt", running, () -> running.status().path("inDoubt").size() > 0);
            Order meanwhile = Order.of(apart.marker("meanwhile"), "first", 2);
            apart.must(running, meanwhile);
            apart.await("an event of another key", running, () -> apart.received(meanwhile, Side.FIRST));
            assertThat(apart.received(order, Side.FIRST)).as("published while one outcome is missing").isFalse();

            other.restart();
            apart.mustBeClean(running, "The second database was killed and came back");
            assertThat(apart.books(Side.SECOND).knows(order.marker())).isTrue();
            assertThat(apart.received(order, Side.SECOND)).isTrue();
            apart.burst(running);
            apart.mustBeClean(running, "Gone on");
            apart.close();
        }
    }

    @Test
    void bothDatabasesAreKilledWhenTheyArePreparedAndComeBack() {
        try (PostgresServer other = PostgresServer.start(); Installation apart = new Installation("both")) {
            apart.on(Side.FIRST, other.createDatabase("first")).on(Side.SECOND, other.createDatabase("second"));

            App running = apart.startNew();
            Order order = Order.of(apart.marker("prepared"), "first,second,resource,event", 1);
            running.arm("hold:resource.prepare:1");
            var answer = apart.askMeanwhile(running, order);
            running.must("/held");
            other.kill9();
            running.must("/release");
            var unused = answer.join();
            other.restart();
            apart.mustBeClean(running, "Both databases were killed and came back");
            assertThat(apart.books(Side.FIRST).knows(order.marker())).isTrue();
            assertThat(apart.books(Side.SECOND).knows(order.marker())).isTrue();
            apart.burst(running);
            apart.mustBeClean(running, "Gone on");
            apart.close();
        }
    }

    private void mustEnd(Order order, boolean first, boolean second, boolean local, String what) {
        installation.mustBeClean(app, what);
        assertThat(installation.books(Side.FIRST).knows(order.marker())).as("%s: first", what).isEqualTo(first);
        assertThat(installation.books(Side.SECOND).knows(order.marker())).as("%s: second", what).isEqualTo(second);
        assertThat(installation.books(Side.LOCAL).knows(order.marker())).as("%s: local", what).isEqualTo(local);
        installation.burst(app);
    }
}
