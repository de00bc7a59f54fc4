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

import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.servers.Trap;
import io.quarkiverse.durable.torture.broken.Break;
import io.quarkiverse.durable.torture.oracle.Findings;

/**
 * The test of the torture's judgement in the large: when a rule of the protocol is taken out of the real application, the
 * oracle
 * sees it; and the same faults do nothing to the protocol as it is.
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
            provoke(scene, breaking, breaking);
            Findings findings = scene.judge();
            System.out.println(breaking + ": " + findings);
            assertThat(losesEvents(breaking) ? findings.lost() : findings.phantom()).as("%s: %s", breaking, findings)
                    .isNotEmpty();
        }
    }

    @Test
    void theProtocolAsItIsPassesWhateverProvokesTheOthers() throws Exception {
        try (Scene scene = new Scene(server, null)) {
            for (Break provocation : Break.values()) {
                provoke(scene, provocation, null);
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

    /** @param breaking what is broken, null for nothing */
    private static void provoke(Scene scene, Break provocation, @Nullable Break breaking) throws Exception {
        switch (provocation) {
            case SKIP_THE_WAIT -> killBeforeTheRecordIsWritten(scene, breaking != null);
            case TRUST_THE_DRIVER -> loseTheAnswerOfACommit(scene);
            case BELIEVE_ALL_AT_RECOVERY -> killAt(scene, "DURABLE");
            case BELIEVE_NONE_AT_RECOVERY -> killAt(scene, "COMMITTED");
            case PUBLISH_BEFORE_THE_OUTCOME -> assertThat(scene.ask(scene.transfer("late_rollback"))).isFalse();
            case FREE_THE_SLOT_EARLY -> killBeforeTheOutcomeAndAfterAnotherTransaction(scene);
        }
    }

    private static void killBeforeTheRecordIsWritten(Scene scene, boolean isAnswered) throws Exception {
        scene.app().arm("hold:batchStarted:1");
        CompletableFuture<Boolean> answer = scene.askBeside(scene.transfer("commit"));
        scene.app().must("/held");
        if (isAnswered) {
            assertThat(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isTrue();
        }
        scene.kill();
        assertThat(answer.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isEqualTo(isAnswered);
        scene.start();
    }

    private static void loseTheAnswerOfACommit(Scene scene) {
        Trap trap = scene.proxy().cutAfterCommitSent(MARKER_TABLE);
        assertThat(scene.ask(scene.transfer("commit"))).as("acknowledged").isFalse();
        assertThat(trap.await().answer()).isEqualTo("COMMIT");
    }

    private static void killAt(Scene scene, String step) {
        scene.app().arm("kill:" + step + ":1");
        assertThat(scene.ask(scene.transfer("commit"))).as("acknowledged").isFalse();
        scene.app().awaitDeath();
        scene.start();
    }

    private static void killBeforeTheOutcomeAndAfterAnotherTransaction(Scene scene) throws Exception {
        scene.app().arm("hold:COMMITTED:1");
        CompletableFuture<Boolean> first = scene.askBeside(scene.transfer("commit"));
        scene.app().must("/held");
        scene.must(scene.transfer("commit"));
        scene.kill();
        assertThat(first.get(ANSWER_SECONDS, TimeUnit.SECONDS)).as("acknowledged").isFalse();
        scene.start();
    }
}
