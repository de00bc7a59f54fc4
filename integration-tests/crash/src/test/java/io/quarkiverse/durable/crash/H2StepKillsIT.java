package io.quarkiverse.durable.crash;

class H2StepKillsIT extends StepKills {

    H2StepKillsIT() {
        super(Kind.H2, "strict");
    }
}
