package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The torture, two minutes of it in {@code mvn verify}; as long as {@code -Dtorture.minutes} says in profile torture. */
@Tag("process")
class TortureIT {

    private static final Path REPORT = Path.of("target", "torture-report.txt");

    @Test
    void whateverIsKilledNothingIsLostInventedOrOutOfOrder() throws Exception {
        Tally tally = Torture.run(Settings.ofSystemProperties());
        String report = tally.report();
        Files.writeString(REPORT, report);
        System.out.print(report);
        assertThat(tally.isClean()).as(report).isTrue();
        assertThat(tally.kills()).as("kills: %s", report).isPositive();
        assertThat(tally.transactions()).as("transactions: %s", report).isPositive();
    }
}
