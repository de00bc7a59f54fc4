package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.durable.servers.App;

/**
 * Nobody ends the branches that a kill left prepared, until somebody does: the transaction manager after another start, or a
 * person, who may end them differently.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InDoubtIT {

    private final Installation installation = new Installation("doubt");
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
            the first prepared, rolled back by hand             | first,resource,second,event | prepare | rollback |          | false | false
            both prepared, only the first committed by hand     | first,second,resource,event | prepare | commit   | rollback | true  | false
            both prepared, only the second committed by hand    | first,second,resource,event | prepare | rollback | commit   | false | true
            one committed, the other committed by hand          | first,resource,second       | commit  |          | commit   | true  | true
            one committed, the other rolled back by hand        | first,resource,second,event | commit  |          | rollback | true  | false
            """)
    void aPersonEnds(String what, String steps, String step, String endsFirst, String endsSecond, boolean first,
            boolean second) {
        Order order = killed(steps, step);
        app = installation.startWithoutRecovery();
        mustBeInDoubtAndServe(order, what);
        endByHand(Side.FIRST, endsFirst);
        endByHand(Side.SECOND, endsSecond);
        mustEnd(order, first, second, what);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both prepared, nothing decided      | first,second,resource | prepare | false
            decided, nothing committed          | resource,first,second | commit  | true
            """)
    void theTransactionManagerEnds(String what, String steps, String step, boolean committed) {
        Order order = killed(steps, step);
        app = installation.startWithoutRecovery();
        mustBeInDoubtAndServe(order, what);
        app.process().kill9();
        app = installation.start();
        mustEnd(order, committed, committed, what);
    }

    private Order killed(String steps, String step) {
        Order order = Order.of(installation.marker("killed"), steps, 1);
        app.arm("kill:resource." + step + ":1");
        installation.mustDieOf(app, order);
        return order;
    }

    private void mustBeInDoubtAndServe(Order order, String what) {
        List<Books> prepared = Arrays.stream(Side.values()).map(installation::books)
                .filter(books -> !books.prepared().isEmpty()).toList();
        assertThat(prepared).as(what).isNotEmpty();
        installation.await("the application serves", app,
                () -> app.status().path("phase").asText().equals("SERVING"));
        for (Books books : prepared) {
            installation.await(what + ": a reason that names the branch prepared in " + books.side(), app,
                    () -> inDoubt().contains(books.prepared().get(0)));
        }
        for (String steps : List.of("first,second,event", "first", "second", "local")) {
            Order other = Order.of(installation.marker("other"), steps, 2);
            installation.must(app, other);
            for (Side side : Side.values()) {
                if (other.writes(side)) {
                    installation.await("an event of " + other + " for " + side, app, () -> installation.received(other, side));
                }
            }
        }
        for (Side side : Side.values()) {
            assertThat(installation.received(order, side)).as("received for %s of one in doubt: %s", side, what).isFalse();
        }
        prepared.forEach(books -> assertThat(books.prepared()).as("still prepared in %s: %s", books.side(), what).hasSize(1));
    }

    private String inDoubt() {
        JsonNode doubts = app.status().path("inDoubt");
        return doubts.toString();
    }

    private void endByHand(Side side, String how) {
        if (how != null) {
            installation.books(side).end(how);
        }
    }

    private void mustEnd(Order order, boolean first, boolean second, String what) {
        installation.mustBeClean(app, what);
        assertThat(installation.books(Side.FIRST).knows(order.marker())).as("%s: first", what).isEqualTo(first);
        assertThat(installation.books(Side.SECOND).knows(order.marker())).as("%s: second", what).isEqualTo(second);
        assertThat(installation.received(order, Side.FIRST)).as("%s: received for first", what).isEqualTo(first);
        assertThat(installation.received(order, Side.SECOND)).as("%s: received for second", what).isEqualTo(second);
        // the row that was prepared serves again, too
        installation.burst(app);
        installation.mustBeClean(app, "Gone on: " + what);
    }
}
