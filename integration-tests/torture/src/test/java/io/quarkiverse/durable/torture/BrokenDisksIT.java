package io.quarkiverse.durable.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.servers.App;
import io.quarkiverse.durable.servers.AppProcess;
import io.quarkiverse.durable.servers.PostgresServer;
import io.quarkiverse.durable.torture.oracle.Findings;

/**
 * What the torture does with {@code -Dtorture.power=true}, once each and at a chosen moment; and the oracle sees it when log
 * or database do not sync.
 */
@Tag("process")
@EnabledIfSystemProperty(named = "torture.power", matches = "true", disabledReason = "needs Linux, root and -Dtorture.power=true")
class BrokenDisksIT {

    private static final Map<String, String> AS_IT_IS = Map.of();
    private static final int TRANSFERS = 20;
    /** More than the files take that the log has in reserve. */
    private static final int TRANSFERS_UNTIL_FULL_MAX = 5_000;

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aLossOfPowerLosesNothingThatStrictAcknowledgedWithDirectWritesOrWithout(boolean direct) throws Exception {
        Findings findings = acrossALossOfPower(AS_IT_IS, Map.of("quarkus.durable.log.direct-io", Boolean.toString(direct)),
                "hold:PUBLISHING:1", 0);
        assertThat(findings.isClean()).as("%s", findings).isTrue();
    }

    @Test
    void aLossOfPowerLosesNothingThatStagedAcknowledgedAndTheLogHadNotWritten() throws Exception {
        // appends wait for room in the segment, which is only sure for few records that are not written
        Findings findings = acrossALossOfPower(AS_IT_IS,
                Map.of("quarkus.durable.commit-mode", "staged", "quarkus.durable.log.segment-size", "1M"),
                "hold:batchStarted:1", TRANSFERS);
        assertThat(findings.isClean()).as("%s", findings).isTrue();
    }

    @Test
    void theOracleSeesALogThatDoesNotSync() throws Exception {
        Findings findings = acrossALossOfPower(AS_IT_IS, Map.of("quarkus.durable.log.sync", "none"), "hold:PUBLISHING:1", 0);
        System.out.println("A log that does not sync: " + findings);
        assertThat(findings.lost()).as("%s", findings).isNotEmpty();
    }

    @Test
    void theOracleSeesADatabaseThatDoesNotSync() throws Exception {
        Findings findings = acrossALossOfPower(Map.of("fsync", "off"), AS_IT_IS, "hold:PUBLISHING:1", 0);
        System.out.println("A database that does not sync: " + findings);
        assertThat(findings.lost()).as("%s", findings).isNotEmpty();
    }

    /**
     * @param held so that nothing of it has left the machine yet
     * @param redone transactions that the log lost and a start puts back
     */
    private static Findings acrossALossOfPower(Map<String, String> database, Map<String, String> log, String held, long redone)
            throws Exception {
        try (Disks disks = disks();
                PostgresServer server = PostgresServer.startIn(disks.database(), database);
                Scene scene = scene(disks, server, log)) {
            disks.sync();
            scene.app().arm(held);
            for (int i = 0; i < TRANSFERS; i++) {
                scene.must(scene.transfer("commit"));
            }
            disks.losePower();
            scene.kill();
            server.kill9();
            disks.restorePower();
            server.restart();
            scene.start();
            Findings findings = scene.judge();
            assertThat(scene.said().redone()).as("put back").isEqualTo(redone);
            return findings;
        }
    }

    @Test
    void aFullDiskRefusesCommitsWithItsMessageUntilThereIsRoomAndLosesNothing() throws Exception {
        try (Disks disks = disks();
                PostgresServer server = PostgresServer.startIn(disks.database(), AS_IT_IS);
                Scene scene = scene(disks, server, AS_IT_IS)) {
            commitUntilTheDiskIsFull(disks, scene);
            disks.freeLogs();
            scene.must(scene.transfer("commit"));

            commitUntilTheDiskIsFull(disks, scene);
            scene.kill();
            AppProcess refused = scene.start();
            assertThat(refused.waitForExit()).as("exit code, output in %s", refused.output()).isEqualTo(1);
            assertThat(AppOutput.saysThatTheDiskIsFull(refused.output())).as("said in %s", refused.output()).isTrue();
            disks.freeLogs();
            AppProcess unused = scene.start();
            scene.must(scene.transfer("commit"));

            scene.stall(false);
            Findings findings = scene.judge();
            assertThat(findings.isClean()).as("%s", findings).isTrue();
        }
    }

    private static void commitUntilTheDiskIsFull(Disks disks, Scene scene) throws IOException {
        scene.stall(true);
        disks.fillLogs();
        App.Answer answer = scene.answer(scene.transfer("commit"));
        for (int i = 0; answer.ok() && i < TRANSFERS_UNTIL_FULL_MAX; i++) {
            answer = scene.answer(scene.transfer("commit"));
        }
        assertThat(answer.text()).contains("is full: " + Clients.DISK_FULL);
        assertThat(scene.answer(scene.transfer("commit")).text()).contains("is full: " + Clients.DISK_FULL);
    }

    private static Disks disks() throws IOException {
        return new Disks(Files.createTempDirectory(Files.createDirectories(Path.of("target", "scenes").toAbsolutePath()),
                "disks-"));
    }

    private static Scene scene(Disks disks, PostgresServer server, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("quarkus.durable.directory", disks.log("only").toString());
        // the disk itself is the limit
        settings.put("quarkus.durable.log.disk-budget", "1G");
        return new Scene(server, null, settings);
    }
}
