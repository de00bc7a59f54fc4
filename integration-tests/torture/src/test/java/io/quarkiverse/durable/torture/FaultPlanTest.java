package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

    private static final int FAULTS = 1_000;

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void theSameSeedGivesTheSamePlan(boolean power) {
        assertThat(plan(7, power)).isEqualTo(plan(7, power));
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void anotherSeedGivesAnotherPlan(boolean power) {
        assertThat(plan(7, power)).isNotEqualTo(plan(8, power));
    }

    @Test
    void everyKindComesInOneFormOrTheOtherAndOnBothInstances() {
        Set<Fault.Kind> needDisks = EnumSet.of(Fault.Kind.POWER_LOSS, Fault.Kind.DISK_FULL, Fault.Kind.KILL_ON_FULL_DISK);
        assertThat(kinds(false)).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(needDisks)));
        assertThat(kinds(true)).isEqualTo(EnumSet.complementOf(EnumSet.of(Fault.Kind.FULL)));
        for (boolean power : new boolean[] { false, true }) {
            assertThat(plan(1, power)).extracting(Fault::instance).contains(0, 1);
        }
    }

    private static Set<Fault.Kind> kinds(boolean power) {
        return plan(1, power).stream().map(Fault::kind).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void faultsThatStrikeAtAStepNameOneAndFaultsThatLastHaveALength(boolean power) {
        for (Fault fault : plan(3, power)) {
            boolean atStep = fault.kind() == Fault.Kind.KILL_AT_STEP || fault.kind() == Fault.Kind.KILL_IN_RECOVERY;
            assertThat(fault.step()).as("%s", fault).matches(atStep ? "\\w+:[1-9]\\d*" : "");
            assertThat(fault.length().isZero()).as("%s", fault).isEqualTo(!fault.kind().lasts());
        }
    }

    @Test
    void theStepThatOnlyStagedHasComesInThatModeOnly() {
        for (String mode : List.of("strict", "staged")) {
            List<Fault> faults = plan(new Settings(Duration.ofMinutes(1), 3, mode, false));
            assertThat(faults.stream().anyMatch(fault -> fault.step().startsWith("STAGED:"))).as(mode)
                    .isEqualTo(mode.equals("staged"));
        }
    }

    private static List<Fault> plan(long seed, boolean power) {
        return plan(new Settings(Duration.ofMinutes(1), seed, "strict", power));
    }

    private static List<Fault> plan(Settings settings) {
        FaultPlan plan = new FaultPlan(settings);
        return Stream.generate(plan::next).limit(FAULTS).toList();
    }
}
