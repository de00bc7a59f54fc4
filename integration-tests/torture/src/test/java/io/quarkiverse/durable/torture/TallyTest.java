package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.torture.oracle.Findings;

/** Ten faults, each after 20 orders; those of an even number kill. */
class TallyTest {

    private static final AppOutput STAGED = new AppOutput(0, 0, 1);

    private final Tally tally = tally("strict");

    @Test
    void aRunInWhichEnoughHappenedIsClean() {
        tally.judged(10, new Findings());
        tally.compareWithPlan(3, AppOutput.NOTHING);
        assertThat(tally.isClean()).as(tally.report()).isTrue();
    }

    @Test
    void aRunThatHardlyCommittedAnythingFails() {
        tally.judged(9, new Findings());
        tally.compareWithPlan(3, AppOutput.NOTHING);
        assertThat(tally.isClean()).isFalse();
        assertThat(tally.report()).contains("PROBLEM: Only 9 transactions, and 200 orders were planned");
    }

    @Test
    void aRunWithoutTheKillsOfItsPlanFails() {
        tally.judged(10, new Findings());
        tally.compareWithPlan(2, AppOutput.NOTHING);
        assertThat(tally.isClean()).isFalse();
        assertThat(tally.report()).contains("PROBLEM: Only 2 processes ended by SIGKILL, and 5 faults");
    }

    @Test
    void aRunInTheOtherModeFails() {
        tally.judged(10, new Findings());
        tally.compareWithPlan(3, STAGED);
        assertThat(tally.report()).contains("PROBLEM: In 1 processes");

        Tally staged = tally("staged");
        staged.judged(10, new Findings());
        staged.compareWithPlan(3, STAGED);
        assertThat(staged.isClean()).as(staged.report()).isTrue();
        staged.compareWithPlan(3, AppOutput.NOTHING);
        assertThat(staged.report()).contains("PROBLEM: In 0 processes a commit did not wait for the log, in mode staged");
    }

    @Test
    void aStepThatWasNotReachedIsAPlainKillAndAFaultThatHitNobodyIsNone() {
        Tally steps = new Tally(settings("strict"));
        steps.struck(fault(Fault.Kind.KILL_AT_STEP, "MARKED:3"), Fault.Kind.KILL_AT_STEP);
        steps.struck(fault(Fault.Kind.KILL_AT_STEP, "DURABLE:3"), Fault.Kind.KILL);
        steps.struck(fault(Fault.Kind.KILL, ""), null);
        assertThat(steps.report()).contains("Faults: {KILL=1, KILL_AT_STEP=1}, and 1 that hit nobody")
                .contains("Killed at steps: {MARKED=1}");
    }

    private static Tally tally(String mode) {
        Tally tally = new Tally(settings(mode));
        for (int number = 0; number < 10; number++) {
            Fault.Kind kind = number % 2 == 0 ? Fault.Kind.KILL_DATABASE : Fault.Kind.CUT;
            tally.struck(fault(kind, ""), kind);
        }
        return tally;
    }

    private static Fault fault(Fault.Kind kind, String step) {
        return new Fault(20, Duration.ZERO, kind, 0, step, Duration.ZERO);
    }

    private static Settings settings(String mode) {
        return new Settings(Duration.ofMinutes(1), 3, mode, false);
    }
}
