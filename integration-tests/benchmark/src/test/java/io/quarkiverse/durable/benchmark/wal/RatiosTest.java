package io.quarkiverse.durable.benchmark.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.benchmark.Settings;

class RatiosTest {

    private static final List<Replay.Result> REPLAYS = List.of(
            new Replay.Result("512", true, 1000, 1 << 20, 7e8, 1e9, 0.7, 12),
            new Replay.Result("mix", false, 1000, 1 << 20, 6e8, 1e9, 0.6, 12));

    private final List<Results.Measured> measured = new ArrayList<>();

    @Test
    void ratesAreComparedWithTheDeviceAndThePeer() {
        for (int payload : Plan.PAYLOADS) {
            add(1, Kind.RAW, 1, 4096, 1000, 100, 300);
            add(1, Kind.WAL, 1, payload, 950, 100, 300);
            add(1, Kind.WAL, 8, payload, 4000, 100, 300);
            add(1, Kind.WAL, 64, payload, 28_000, 100, 310);
            add(1, Kind.ARTEMIS, 1, payload, 1000, 100, 300);
            add(1, Kind.ARTEMIS, 8, payload, 2000, 100, 300);
            add(1, Kind.ARTEMIS, 64, payload, 10_000, 100, 300);
        }
        add(1, Kind.INTERVAL, 2, 512, 1.6e6, 0, 0);
        add(1, Kind.INTERVAL, 8, 512, 1.4e6, 0, 0);

        Map<String, Ratio> ratios = Ratios.of(new Results(measured), List.of(1, 8, 64), REPLAYS).stream()
                .collect(Collectors.toMap(Ratio::name, ratio -> ratio));

        expect(ratios, "wal.1.raw.512", 0.95, "≥ 0.95", true);
        expect(ratios, "wal.8.raw.4096", 0.5, "≥ 0.6", false);
        expect(ratios, "wal.64.raw.512", 28, "≥ 28", true);
        expect(ratios, "wal.64.p99.4096", 3.1, "≤ 3", false);
        expect(ratios, "wal.64.tail.4096", 310d / 300, "≤ 3", true);
        expect(ratios, "wal.1.artemis.512", 0.95, "≥ 1", false);
        expect(ratios, "wal.8.artemis.512", 2, "≥ 2", true);
        expect(ratios, "wal.64.artemis.4096", 2.8, "≥ 2", true);
        expect(ratios, "wal.interval", 1.6, "≥ 1.5", true);
        expect(ratios, "wal.interval.8", 1.4, "≥ 1.5", false);
        expect(ratios, "wal.replay.512", 0.7, "≥ 0.7", true);
        expect(ratios, "wal.replay.mix.warm", 0.6, "≥ 0.7", false);
        assertThat(ratios).hasSize(20);
    }

    private static void expect(Map<String, Ratio> ratios, String name, double value, String target, boolean met) {
        assertThat(ratios).containsKey(name);
        Ratio ratio = ratios.get(name);
        assertThat(ratio.value()).as(name).isCloseTo(value, within(1e-9));
        assertThat(ratio.target().toString()).as(name).isEqualTo(target);
        assertThat(ratio.met()).as(name).isEqualTo(met);
    }

    @Test
    void aRatioIsTakenWithinARoundAndWithTheNearestSoThatDriftFallsOut() {
        double[] machine = { 1000, 500, 100 };
        for (int round = 1; round <= machine.length; round++) {
            double speed = machine[round - 1];
            add(round, Kind.RAW, 1, 4096, speed, 1, 1);
            add(round, Kind.WAL, 1, 512, speed * 0.9, 1, 1);
            // the machine becomes slow within the round
            add(round, Kind.WAL, 8, 512, speed * 0.5, 1, 1);
            add(round, Kind.RAW, 1, 4096, speed * 0.1, 1, 1);
        }

        Map<String, Double> ratios = Ratios.of(new Results(measured), List.of(1, 8), List.of()).stream()
                .collect(Collectors.toMap(Ratio::name, Ratio::value));

        assertThat(ratios).containsOnlyKeys("wal.1.raw.512", "wal.8.raw.512");
        assertThat(ratios.get("wal.1.raw.512")).isCloseTo(0.9, within(1e-9));
        assertThat(ratios.get("wal.8.raw.512")).isCloseTo(0.5 / 0.1 / 8, within(1e-9));
    }

    @Test
    void aPayloadIsComparedWithWritesOfWholeBlocks() {
        assertThat(Ratios.roundedUp(512)).isEqualTo(4096);
        assertThat(Ratios.roundedUp(4096)).isEqualTo(4096);
        assertThat(Ratios.roundedUp(4097)).isEqualTo(8192);
    }

    @Test
    void theReportHasARowForEachLoadAndALineForEachRatio() {
        for (int round = 1; round <= 2; round++) {
            add(round, Kind.RAW, 1, 4096, 5000, 200, 400);
            add(round, Kind.WAL, 8, 512, 20_000 + round, 300, 800);
            add(round, Kind.ARTEMIS, 8, 512, 10_000, 500, 900);
        }
        WalReport report = new WalReport(new Settings("wal", 3, 2, 4, "8", "512m", "", "", 0, 0), List.of("2 cores"),
                new Results(measured), Map.of("threads: 8", List.of("50 % Lsn")), REPLAYS);

        assertThat(report.asciidoc()).contains("Command: `mvn", "* 2 cores", "Medians of 2 rounds",
                "|4096 |5000 (5000–5000) |20 |200 |400", "|8 |512 |log |20002 (20001–20002) |300 |800 |–",
                "|8 |512 |Artemis nio-50 |10000 (10000–10000) |500 |900", "|512 |cold |1000 |1 |700 |1000 |12.0",
                "50 % Lsn", "|`wal.8.raw.512` |0.500 |≥ 0.6 |not met");
        assertThat(report.asciidoc()).doesNotContain("sync mode interval");
        assertThat(report.ratioLines()).containsExactly("ratio wal.8.raw.512 = 0.500", "ratio wal.8.artemis.512 = 2.000",
                "ratio wal.replay.512 = 0.700", "ratio wal.replay.mix.warm = 0.600");
    }

    private void add(int round, Kind kind, int threads, int bytes, double perSecond, double p50, double p99) {
        String form = kind == Kind.ARTEMIS ? "nio-50" : Task.NO_FORM;
        measured.add(new Results.Measured(round, new Task(kind, threads, bytes, form, 1000), new Outcome(
                Map.of(Outcome.PER_SECOND, perSecond, Outcome.P50, p50, Outcome.P99, p99))));
    }
}
