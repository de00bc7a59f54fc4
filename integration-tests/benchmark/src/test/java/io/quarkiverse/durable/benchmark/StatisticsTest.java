package io.quarkiverse.durable.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void aPercentileIsOneOfTheValues() {
        Samples samples = new Samples();
        LongStream.rangeClosed(1, 2000).map(i -> 2001 - i).forEach(samples::add);

        assertThat(samples.percentile(0.5)).isEqualTo(1000);
        assertThat(samples.percentile(0.99)).isEqualTo(1980);
        assertThat(samples.percentile(1)).isEqualTo(2000);
        assertThat(samples.percentile(0)).isEqualTo(1);
    }

    @Test
    void onePercentIsSeenInAFewValues() {
        Samples samples = new Samples();
        for (long value : new long[] { 5, 7, 900 }) {
            samples.add(value);
        }

        assertThat(samples.percentile(0.5)).isEqualTo(7);
        assertThat(samples.percentile(0.99)).isEqualTo(900);
    }

    @Test
    void samplesOfSeveralThreadsAreOneSet() {
        Samples all = new Samples();
        Samples other = new Samples();
        all.add(3);
        other.add(1);
        other.add(2);
        all.addAll(other);

        assertThat(all.count()).isEqualTo(3);
        assertThat(all.percentile(0.5)).isEqualTo(2);
        assertThat(new Samples().percentile(0.5)).isZero();
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0, 7.0))).isEqualTo(6);
        assertThat(Statistics.median(List.of())).isNaN();
    }

    @Test
    void aRatioComparesWithinARoundSoThatDriftFallsOut() {
        List<RoundResult> results = new ArrayList<>();
        double[] machine = { 1000, 500, 100 };
        for (int number = 1; number <= machine.length; number++) {
            results.add(result(number, Variant.NONE, machine[number - 1]));
            results.add(result(number, Variant.STRICT, machine[number - 1] * 0.6));
            results.add(result(number, Variant.OUTBOX, machine[number - 1] * (number == 2 ? 0.1 : 0.8)));
        }
        Comparison comparison = new Comparison(results);

        assertThat(comparison.ratio(8, Variant.STRICT, Variant.NONE, RoundResult::perSecond)).isCloseTo(0.6, within(1e-9));
        assertThat(comparison.ratio(8, Variant.OUTBOX, Variant.NONE, RoundResult::perSecond)).isCloseTo(0.8, within(1e-9));
        assertThat(comparison.median(8, Variant.NONE, RoundResult::perSecond)).isEqualTo(500);
        assertThat(comparison.smallest(8, Variant.NONE, RoundResult::perSecond)).isEqualTo(100);
        assertThat(comparison.largest(8, Variant.NONE, RoundResult::perSecond)).isEqualTo(1000);
        assertThat(comparison.ratios()).extracting(Comparison.Ratio::name).contains("commit.8.strict", "commit.8.outbox",
                "commit.8.strict.p99", "delivery.8.strict.p50");
    }

    @Test
    void whatPublishesByATableIsComparedWithTheBetterOfThem() {
        List<RoundResult> results = new ArrayList<>();
        double[] outbox = { 400, 200, 900 };
        double[] debezium = { 500, 100, 100 };
        for (int number = 1; number <= outbox.length; number++) {
            results.add(result(number, Variant.NONE, 1000));
            results.add(result(number, Variant.OUTBOX, outbox[number - 1]));
            results.add(result(number, Variant.DEBEZIUM_SQL, debezium[number - 1]));
            results.add(result(number, Variant.STAGED, 600));
        }

        assertThat(new Comparison(results).ratios()).filteredOn(ratio -> ratio.name().equals("commit.8.staged.table"))
                .singleElement().extracting(Comparison.Ratio::value).isEqualTo(1.2);
    }

    @Test
    void whatWasSkippedHasNoRatio() {
        Comparison comparison = new Comparison(Stream.of(Variant.NONE, Variant.OUTBOX, Variant.DEBEZIUM_SQL, Variant.STRICT)
                .map(variant -> result(1, variant, 800)).toList());

        assertThat(comparison.ratios()).extracting(Comparison.Ratio::name).contains("commit.8.debezium-sql", "commit.8.strict")
                .noneMatch(name -> name.contains("staged"));
    }

    @Test
    void roundsAreInterleavedThereAndBack() {
        List<Round> plan = Round.interleaved(2, List.of(1, 8), List.of(Variant.NONE, Variant.OUTBOX, Variant.STRICT));

        assertThat(plan).extracting(Round::variant).containsExactly(
                Variant.NONE, Variant.OUTBOX, Variant.STRICT, Variant.NONE, Variant.OUTBOX, Variant.STRICT,
                Variant.STRICT, Variant.OUTBOX, Variant.NONE, Variant.STRICT, Variant.OUTBOX, Variant.NONE);
        assertThat(plan).extracting(Round::threads).containsExactly(1, 1, 1, 8, 8, 8, 1, 1, 1, 8, 8, 8);
    }

    @Test
    void aProcessMeasuresItsOwnCommitModeAndWhatHasNone() {
        assertThat(Variant.inMode(Variant.STAGED))
                .containsExactly(Variant.NONE, Variant.OUTBOX, Variant.DEBEZIUM_SQL, Variant.STAGED);
    }

    @Test
    void aTaskAndASampleSurviveTheirWayBetweenProcesses() {
        Task task = new Task(new Round(3, 24, Variant.DEBEZIUM_SQL), 10, 5);
        Sample sample = new Sample(task.round(), 5, 1234.5, 1L << 40, 77);

        assertThat(Task.parse(task.toLine())).isEqualTo(task);
        assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
        assertThatThrownBy(() -> Task.parse("measure number=3")).hasMessageContaining("threads");
    }

    @Test
    void aResultSurvivesItsWayThroughTheOutput() {
        RoundResult result = new RoundResult(new Round(3, 24, Variant.OUTBOX), 1234.56, 7.5, 99.5, 1024.5, 4.125, 25.5, 80.5,
                2);

        assertThat(RoundResult.parse(result.toLine())).isEqualTo(result);
    }

    @Test
    void aDeliveryCountsOnceAndNeverTakesLessThanNothing() {
        Deliveries deliveries = new Deliveries(100);
        deliveries.committed(100, 1_000);
        deliveries.committed(101, 2_000);
        deliveries.committed(102, 3_000);
        deliveries.received(100, 1_700);
        deliveries.received(100, 9_999);
        deliveries.received(101, 1_500);

        assertThat(deliveries.undelivered()).isEqualTo(1);
        assertThat(deliveries.latencies().count()).isEqualTo(2);
        assertThat(deliveries.latencies().percentile(1)).isEqualTo(700);
        assertThat(deliveries.latencies().percentile(0)).isZero();
    }

    @Test
    void theReportHasARowForEachVariantAndALineForEachRatio() {
        List<RoundResult> results = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            results.add(result(1, variant, 800));
        }
        Report report = new Report(List.of("2 cores"), List.of(new Report.Limit("writes", 5000)), new Comparison(results),
                "mvn");

        assertThat(report.asciidoc()).contains("|8 |none |800 (800–800)", "|8 |outbox", "|8 |debezium-sql", "|8 |strict",
                "|8 |staged", "|writes |5000",
                "`mvn`");
        assertThat(report.ratioLines()).contains("ratio commit.8.strict = 1.000", "ratio commit.8.outbox.wal = 1.000");
    }

    private static RoundResult result(int number, Variant variant, double perSecond) {
        return new RoundResult(new Round(number, 8, variant), perSecond, 1, 2, 300, 4, 5, 6, 0);
    }
}
