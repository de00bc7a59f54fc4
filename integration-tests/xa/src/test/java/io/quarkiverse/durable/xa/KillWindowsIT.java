package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.servers.App;

/**
 * SIGKILL in each window between two databases, and the transaction manager's own recovery afterwards: it and ours end in the
 * same answer. One installation is killed at one after the other.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillWindowsIT {

    private final Installation installation = new Installation("windows");
    private App app;

    @BeforeAll
    void install() {
        app = installation.startNew();
    }

    @AfterAll
    void end() {
        installation.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the record is appended                | first,second,event          | APPENDED         | false
            marked, and nothing durable           | first,second                | MARKED           | false
            durable, and nothing prepared         | first,second                | DURABLE          | false
            nothing prepared but its own resource | resource,first,second       | resource.prepare | false
            the first prepared, the second not    | first,resource,second,event | resource.prepare | false
            both prepared, nothing decided        | first,second,resource       | resource.prepare | false
            decided, nothing committed            | resource,first,second       | resource.commit  | true
            the first committed, not the second   | first,resource,second,event | resource.commit  | true
            the second committed, not the first   | second,resource,first       | resource.commit  | true
            both committed, and it goes on        | first,second,resource       | resource.commit  | true
            both committed, and no outcome        | first,second                | COMMITTED        | true
            outcomes appended, perhaps not all    | first,second,event          | OUTCOME          | true
            """)
    void aKillWhen(String window, String steps, String step, boolean committed) {
        ensureRunning();
        Order order = Order.of(installation.marker("killed"), steps, 1);
        app.arm("kill:" + step + ":1");
        installation.mustDieOf(app, order);
        mustEnd(order, committed, window);
    }

    /** The mark on the second database waits for a lock when the process dies. */
    @Test
    void aKillBetweenTheMarks() {
        ensureRunning();
        Order order = Order.of(installation.marker("between"), "first,second", 1);
        Books second = installation.books(Side.SECOND);
        app.arm("hold:APPENDED:1");
        var answer = installation.askMeanwhile(app, order);
        app.must("/held");
        try (TableLock lock = new TableLock(second, "durable_slot")) {
            app.must("/release");
            installation.await("a mark that waits", app, lock::isWaitedFor);
            app.process().kill9();
        }
        assertThat(answer.join().ok()).isFalse();
        mustEnd(order, false, "between the marks");
    }

    private void mustEnd(Order order, boolean committed, String window) {
        app = installation.start();
        installation.mustBeClean(app, "Killed: " + window);
        for (Side side : new Side[] { Side.FIRST, Side.SECOND }) {
            assertThat(installation.books(side).knows(order.marker())).as("%s in %s: %s", order, side, window)
                    .isEqualTo(committed);
        }
        installation.burst(app);
        installation.mustBeClean(app, "Gone on after a kill: " + window);
    }

    private void ensureRunning() {
        if (!app.isAlive()) {
            app = installation.start();
        }
    }
}
