package io.quarkiverse.durable.quickstart.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;

/** The demonstration in short, on the packaged application. */
class KillDemonstrationIT {

    @Test
    void nothingIsLostAndNothingIsInventedWhenTheApplicationIsKilledUnderLoad() throws InterruptedException {
        DemoSettings settings = new DemoSettings(Path.of("target").toAbsolutePath(), "demo-short",
                ThreadLocalRandom.current().nextInt(1_000_000), 2, Duration.ofSeconds(9), 4, 0);

        Result result = new KillDemonstration(settings, System.out).run();

        assertThat(result.evidence().committed()).as("committed changes").isNotEmpty();
        result.print(System.out);
        assertThat(result.isClean()).as("see the table above; seed %d", settings.seed()).isTrue();
    }
}
