package io.quarkiverse.durable.quickstart.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * @param target where Maven built the application; the demonstration keeps its files below, in {@code name}
 * @param seed decides what is sent and when the application is killed; how its threads meet is never the same twice
 * @param load how long the application is under load, the time of its starts not counted
 * @param writeDelayMillis of H2
 */
record DemoSettings(Path target, String name, long seed, int kills, Duration load, int threads, int writeDelayMillis) {

    static DemoSettings fromSystemProperties() {
        String seed = System.getProperty("demo.seed", "");
        return new DemoSettings(Path.of(System.getProperty("demo.target", "target")).toAbsolutePath(), "demo",
                seed.isBlank() ? ThreadLocalRandom.current().nextInt(1_000_000) : Long.parseLong(seed.strip()),
                Integer.getInteger("demo.kills", 7), Duration.ofSeconds(Integer.getInteger("demo.seconds", 45)),
                Integer.getInteger("demo.threads", 8), Integer.getInteger("demo.h2.write-delay", 0));
    }

    Path directory() {
        return target.resolve(name);
    }

    Path data() {
        return directory().resolve("data");
    }
}
