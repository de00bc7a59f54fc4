package io.quarkiverse.durable.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void eachBenchmarkHasItsOwnDefaults() {
        assertThat(of(Map.of("benchmark", "commit")))
                .isEqualTo(new Settings("commit", 10, 5, 20, "1,8,24", "512m", "", "strict,staged", 0, 0));
        assertThat(of(Map.of("benchmark", "wal"))).isEqualTo(new Settings("wal", 3, 5, 4, "1,8,64", "512m", "", "", 0, 0));
        assertThat(of(Map.of("benchmark", "capture")))
                .isEqualTo(new Settings("capture", 2, 5, 20, "1", "512m", "", "", 0, 0));
    }

    @Test
    void whatIsGivenWins() {
        Settings settings = of(Map.of("benchmark", "wal", "benchmark.seconds", "2", "benchmark.rounds", "7",
                "benchmark.warmup", "1", "benchmark.threads", "4, 16", "benchmark.heap", "1g", "benchmark.only", "raw, wal"));

        assertThat(settings.seconds()).isEqualTo(2);
        assertThat(settings.rounds()).isEqualTo(7);
        assertThat(settings.warmUpSeconds()).isEqualTo(1);
        assertThat(settings.threadCounts()).containsExactly(4, 16);
        assertThat(settings.selects("wal")).isTrue();
        assertThat(settings.selects("artemis")).isFalse();
        assertThat(settings.command()).contains("-Dbenchmark=wal", "-Dbenchmark.rounds=7", "-Dbenchmark.only=raw, wal");
    }

    @Test
    void withoutASelectionEverythingIsSelected() {
        assertThat(of(Map.of("benchmark", "wal")).selects("replay")).isTrue();
    }

    @Test
    void theFormsOfCommitHaveTheirSettings() {
        Settings delayed = of(Map.of("benchmark", "commit", "benchmark.delay-micros", "500"));
        assertThat(delayed.threadCounts()).containsExactly(1, 8, 24);
        assertThat(delayed.command()).endsWith("-Dbenchmark.heap=512m -Dbenchmark.delay-micros=500");

        Settings held = of(Map.of("benchmark", "commit", "benchmark.snapshot-seconds", "120"));
        assertThat(held.threadCounts()).containsExactly(8);
        assertThat(held.command()).endsWith("-Dbenchmark.snapshot-seconds=120").doesNotContain("rounds");
        assertThat(of(Map.of("benchmark", "commit", "benchmark.snapshot-seconds", "120", "benchmark.threads", "1,24"))
                .threadCounts()).containsExactly(1, 24);
    }

    @Test
    void strictIsAlwaysMeasuredAndAnUnknownCommitModeIsAnError() {
        assertThat(of(Map.of("benchmark", "commit")).modes()).containsExactly(Variant.STRICT, Variant.STAGED);
        Settings staged = of(Map.of("benchmark", "commit", "benchmark.commit-modes", "staged"));
        assertThat(staged.modes()).containsExactly(Variant.STRICT, Variant.STAGED);
        assertThat(staged.command()).endsWith("-Dbenchmark.commit-modes=staged");
        assertThat(of(Map.of("benchmark", "commit", "benchmark.commit-modes", "strict")).modes())
                .containsExactly(Variant.STRICT);
        Settings unknown = of(Map.of("benchmark", "commit", "benchmark.commit-modes", "outbox"));
        assertThatThrownBy(unknown::modes).hasMessageContaining("'outbox'").hasMessageContaining("strict,staged");
    }

    @Test
    void anUnknownBenchmarkAndAWordForANumberAreErrors() {
        assertThatThrownBy(() -> of(Map.of("benchmark", "speed"))).hasMessageContaining("'speed'")
                .hasMessageContaining("-Dbenchmark=wal").hasMessageContaining("-Dbenchmark=capture");
        assertThatThrownBy(() -> of(Map.of("benchmark", "wal", "benchmark.rounds", "few")))
                .hasMessageContaining("-Dbenchmark.rounds is 'few'");
    }

    @Test
    void aMisspeltSelectionIsAnError() {
        Set<String> names = Set.of("raw", "wal");
        of(Map.of("benchmark", "wal", "benchmark.only", "wal")).refuseOther(names);
        of(Map.of("benchmark", "wal")).refuseOther(names);

        Settings misspelt = of(Map.of("benchmark", "wal", "benchmark.only", "raw,wall"));
        assertThatThrownBy(() -> misspelt.refuseOther(names)).hasMessageContaining("'raw,wall'");
    }

    private static Settings of(Map<String, String> properties) {
        return Settings.of(name -> properties.getOrDefault(name, ""));
    }
}
