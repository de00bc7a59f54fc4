package io.quarkiverse.durable.it.capture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(PostgresMatrixTest.Profile.class)
class PostgresRandomTest extends RandomModel {
}
