package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.Trap;
import io.quarkiverse.durable.torture.broken.Break;
import io.quarkiverse.durable.torture.oracle.Findings;

/**
 * The test of the torture's judgement in the large: when a rule of the protocol is taken out of the real application, the
 * oracle sees it; and the same faults do nothing to the protocol as it is.
 */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenProtocolIT {

    private static final long ANSWER_SECONDS = 30;
    /** Only a transaction of a client writes there. */
    private static final String MARKER_TABLE = "committed_marker";

    private PostgresServer server;

    @BeforeAll
    void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    void end() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void theOracleSees(Break breaking) throws Exception {
        try (Scene scene = new Scene(server, breaking)) {
            String marker = provoke(scene, breaking, breaking).marker();
            Findings findings = scene.judge();
            System.out.println(breaking + ": " + findings);
            if (losesEvents(breaking)) {
                assertThat(findings.lost()).as("%s: %s", breaking, findings)
                        .anyMatch(each -> each
                                .equals("marker " + marker + " is in the database with 4 events, none of them came"));
                assertThat(findings.phantom()).as("%s: %s", breaking, findings).isEmpty();
            } else {
                assertThat(findings.phantom()).as("%s: %s", breaking, findings)
                        .anyMatch(each -> each.contains(" came, and its marker " + marker + " is not in the database"));
                assertThat(findings.lost()).as("%s: %s", breaking, findings)
                        .noneMatch(each -> each.startsWith("marker "));
            }
        }
    }

    @Test
    void theProtocolAsItIsPassesWhateverProvokesTheOthers() throws Exception {
        try (Scene scene = new Scene(server, null)) {
            for (Break provocation : Break.values()) {
                Orders.Order unused = provoke(scene, provocation, null);
                Findings findings = scene.judge();
                assertThat(findings.isClean()).as("provoked as for %s: %s", provocation, findings).isTrue();
                if (leavesDoubt(provocation)) {
                    assertThat(scene.said().inDoubt()).as("in doubt when provoked as for %s", provocation).isPositive();
                }
            }
        }
    }

    /** Whether the process that runs then has to ask a slot. */
    private static boolean leavesDoubt(Break provocation) {
        return provocation != Break.PUBLISH_BEFORE_THE_OUTCOME && provocation != Break.SKIP_THE_WAIT;
    }

    private static boolean losesEvents(Break breaking) {
        return breaking != Break.PUBLISH_BEFORE_THE_OUTCOME && breaking != Break.BELIEVE_ALL_AT_RECOVERY;
    }

    /**
     * Returns the order that what is broken treats wrongly.
     *
     * @param breaking what is broken, null for nothing
     */
    private static Orders.Order provoke(Scene scene, Break provocation, @Nullable Break breaking) throws Exception {
        return switch (provocation) {
            case SKIP_THE_WAIT -> killBeforeTheRecordIsWritten(scene, breaking != null);
            case TRUST_THE_DRIVER -> loseTheAnswerOfACommit(scene);
            case BELIEVE_ALL_AT_RECOVERY -> killAt(scene, "DURABLE");
            case BELIEVE_NONE_AT_RECOVERY -> killAt(scene, "COMMITTED");
            case PUBLISH_BEFORE_THE_OUTCOME -> fail(scene);
            case FREE_THE_SLOT_EARLY -> killBeforeTheOutcomeAndAfterAnotherTransaction(scene);
        };
    }

    private static Orders.Order fail(Scene scene) {
        Orders.Order order = scene.transfer("late_rollback");
        assertThat(scene.ask(order)).isFalse();
        return order;
    }

    private static Orders.Order killBeforeTheRecordIsWritten(Scene scene, boolean isAnswered) throws Exception {
        scene.app().arm("hold:batchStarted:1");
        Orders.Order order = scene.transfer("commit");
        CompletableFuture<Boolean> answer = scene.askBeside(order);
        scene.app().must("/held");
        if (isAnswered) {
            assertThat(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isTrue();
        }
        scene.kill();
        assertThat(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isEqualTo(isAnswered);
        AppProcess unused = scene.start();
        return order;
    }

    private static Orders.Order loseTheAnswerOfACommit(Scene scene) {
        Orders.Order order = scene.transfer("commit");
        Trap trap = scene.proxy().cutAfterCommitSent(MARKER_TABLE);
        assertThat(scene.ask(order)).as("acknowledged").isFalse();
        assertThat(trap.await().answer()).isEqualTo("COMMIT");
        return order;
    }

    private static Orders.Order killAt(Scene scene, String step) {
        scene.app().arm("kill:" + step + ":1");
        Orders.Order order = scene.transfer("commit");
        assertThat(scene.ask(order)).as("acknowledged").isFalse();
        scene.app().awaitDeath();
        AppProcess unused = scene.start();
        return order;
    }

    private static Orders.Order killBeforeTheOutcomeAndAfterAnotherTransaction(Scene scene) throws Exception {
        scene.app().arm("hold:COMMITTED:1");
        Orders.Order order = scene.transfer("commit");
        CompletableFuture<Boolean> first = scene.askBeside(order);
        scene.app().must("/held");
        scene.must(scene.transfer("commit"));
        scene.kill();
        assertThat(first.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isFalse();
        AppProcess unused = scene.start();
        return order;
    }
}
