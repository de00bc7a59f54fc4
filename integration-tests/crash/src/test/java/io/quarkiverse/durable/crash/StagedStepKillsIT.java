package io.quarkiverse.durable.crash;

import java.util.ArrayList;
import java.util.List;

/** The clients' mixture has records that travel in the slot, and some that are too long and wait for the log. */
class StagedStepKillsIT extends StepKills {

    StagedStepKillsIT() {
        super(Kind.POSTGRESQL, "staged");
    }

    @Override
    List<String> steps() {
        List<String> steps = new ArrayList<>(super.steps());
        steps.add(2, "STAGED:3");
        return steps;
    }
}
