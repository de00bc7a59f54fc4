package io.quarkiverse.durable.it.capture;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(H2MatrixTest.Profile.class)
class H2RandomTest extends RandomModel {
}
