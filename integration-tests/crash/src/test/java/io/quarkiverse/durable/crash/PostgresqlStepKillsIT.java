package io.quarkiverse.durable.crash;

class PostgresqlStepKillsIT extends StepKills {

    PostgresqlStepKillsIT() {
        super(Kind.POSTGRESQL, "strict");
    }
}
