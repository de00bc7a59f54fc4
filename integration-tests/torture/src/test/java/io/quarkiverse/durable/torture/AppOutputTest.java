package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppOutputTest {

    @Test
    void whatStartsAndRunningProcessesSayIsAddedUp(@TempDir Path folder) throws IOException {
        Path output = Files.writeString(folder.resolve("output"),
                """
                        12:00:00.000 INFO  [durable] (main) DURABLE-0010: Recovery of datasource <default>: 12 transactions were in doubt, 5 were committed and 7 were not (3 ms)
                        12:00:00.000 INFO  [durable] (main) DURABLE-0019: 4 transactions that the log had lost with its unsynced end were put back from their slots
                        12:00:01.000 INFO  [durable] (r) DURABLE-0020: Transaction 77 on datasource <default> was in doubt (lost); its slot says that it was committed
                        12:00:02.000 INFO  [StagingWitness] (w) First staged transaction: 78
                        12:00:02.000 INFO  [durable] (r) DURABLE-0021: Transaction 78 on datasource <default> is in doubt and there is no answer yet
                        """);
        assertThat(AppOutput.read(output)).isEqualTo(new AppOutput(13, 4, 1));
        assertThat(AppOutput.saysThatTheDiskIsFull(output)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "the disk has no room for another segment of 65536 bytes. Free space on it.",
            "it cannot be opened without some room. Free space on its disk." })
    void aStartThatFindsNoRoomIsTold(String what, @TempDir Path folder) throws IOException {
        Path output = Files.writeString(folder.resolve("output"),
                "12:00:00.000 ERROR ...WalException$Full: The log in /a/b is full: " + what + "\n");
        assertThat(AppOutput.saysThatTheDiskIsFull(output)).isTrue();
    }

    @Test
    void aBudgetThatIsUsedUpIsNotTheDisk(@TempDir Path folder) throws IOException {
        Path output = Files.writeString(folder.resolve("output"),
                "The log in /a/b is full: its segments take 5 bytes and another 5 would exceed the budget of 7\n");
        assertThat(AppOutput.saysThatTheDiskIsFull(output)).isFalse();
    }
}
