package io.quarkiverse.durable.torture;

import java.time.Duration;
import java.util.Random;
import java.util.Set;

/**
 * What a run was asked for.
 *
 * @param power on file systems that lose power and run full
 */
record Settings(Duration length, long seed, String mode, boolean power) {

    private static final Set<String> MODES = Set.of("strict", "staged");
    private static final int SEEDS = 1_000_000;

    Settings {
        if (!MODES.contains(mode)) {
            throw new IllegalArgumentException("-Dtorture.mode=" + mode + " is none of " + MODES);
        }
    }

    /**
     * {@code torture.minutes}, a fraction or not; {@code torture.seed}, drawn if it is absent or 0; {@code torture.mode};
     * {@code torture.power}.
     */
    static Settings ofSystemProperties() {
        double minutes = Double.parseDouble(System.getProperty("torture.minutes", "2"));
        long seed = Long.getLong("torture.seed", 0);
        return new Settings(Duration.ofMillis(Math.round(minutes * 60_000)), seed == 0 ? 1 + new Random().nextInt(SEEDS) : seed,
                System.getProperty("torture.mode", "strict"), Boolean.getBoolean("torture.power"));
    }

    boolean isStaged() {
        return mode.equals("staged");
    }

    String command() {
        return "mvn -pl integration-tests/torture -am verify -Ptorture -Dtorture.minutes="
                + length.toMillis() / 60_000.0 + " -Dtorture.seed=" + seed + " -Dtorture.mode=" + mode
                + (power ? " -Dtorture.power=true" : "");
    }
}
