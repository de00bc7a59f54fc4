package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final int FAULTS = 1_000;

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(plan(7)).isEqualTo(plan(7));
    }

    @Test
    void anotherSeedGivesAnotherPlan() {
        assertThat(plan(7)).isNotEqualTo(plan(8));
    }

    @Test
    void everyKindComesAndOnBothInstances() {
        Set<Fault.Kind> kinds = plan(1).stream().map(Fault::kind).collect(Collectors.toSet());
        assertThat(kinds).isEqualTo(EnumSet.allOf(Fault.Kind.class));
        assertThat(plan(1)).extracting(Fault::instance).contains(0, 1);
    }

    @Test
    void faultsThatStrikeAtAStepNameOneAndFaultsThatLastHaveALength() {
        for (Fault fault : plan(3)) {
            boolean atStep = fault.kind() == Fault.Kind.KILL_AT_STEP || fault.kind() == Fault.Kind.KILL_IN_RECOVERY;
            assertThat(fault.step()).as("%s", fault).matches(atStep ? "\\w+:[1-9]\\d*" : "");
            assertThat(fault.length().isZero()).as("%s", fault).isEqualTo(!fault.kind().lasts());
        }
    }

    private static List<Fault> plan(long seed) {
        FaultPlan plan = new FaultPlan(seed);
        return Stream.generate(plan::next).limit(FAULTS).toList();
    }
}
