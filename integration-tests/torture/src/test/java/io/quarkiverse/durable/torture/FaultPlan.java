package io.quarkiverse.durable.torture;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** An endless list of faults, the same for the same seed. */
final class FaultPlan {

    /** What may be armed while clients work, and the highest occurrence that comes soon. */
    private static final List<Step> STEPS = List.of(new Step("APPENDED", 60), new Step("MARKED", 60), new Step("DURABLE", 60),
            new Step("COMMITTED", 60), new Step("NOT_COMMITTED", 6), new Step("OUTCOME", 60), new Step("PUBLISHING", 30),
            new Step("PUBLISHED", 30), new Step("batchStarted", 60), new Step("batchDurable", 60), new Step("segmentOpened", 2),
            new Step("segmentReleased", 2), new Step("truncated", 2), new Step("cursorSaved", 3));
    private static final Step STAGED = new Step("STAGED", 60);
    /** What a recovery certainly reaches. */
    private static final List<Step> RECOVERY_STEPS = List.of(new Step("batchStarted", 2), new Step("batchDurable", 2),
            new Step("PUBLISHING", 3), new Step("cursorSaved", 2));
    private static final int PAUSE_MILLIS_MAX = 20;
    private static final int ORDERS_MAX = 40;
    private static final int SILENCE_MILLIS_MAX = 2_000;
    /** As long as it takes to fill the log; it ends as soon as that is seen. */
    private static final int FULL_MILLIS_MAX = 6_000;

    private record Step(String name, int occurrenceMax) {
    }

    private final Random random;
    private final List<Step> steps;
    private final List<Fault.Kind> kinds;
    private final int weights;

    FaultPlan(Settings settings) {
        this.random = new Random(settings.seed());
        this.steps = settings.isStaged() ? Stream.concat(STEPS.stream(), Stream.of(STAGED)).toList() : STEPS;
        this.kinds = Arrays.stream(Fault.Kind.values()).filter(kind -> kind.isIn(settings.power())).toList();
        this.weights = kinds.stream().mapToInt(kind -> kind.weight).sum();
    }

    Fault next() {
        Fault.Kind kind = kind(random.nextInt(weights));
        int orders = random.nextInt(ORDERS_MAX);
        Duration pause = Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX));
        int instance = random.nextInt(2);
        String step = switch (kind) {
            case KILL_AT_STEP -> step(steps);
            case KILL_IN_RECOVERY -> step(RECOVERY_STEPS);
            default -> "";
        };
        int millis = random.nextInt(SILENCE_MILLIS_MAX);
        Duration length = switch (kind) {
            case SILENCE -> Duration.ofMillis(1 + millis);
            case FULL, DISK_FULL, KILL_ON_FULL_DISK -> Duration.ofMillis(FULL_MILLIS_MAX);
            default -> Duration.ZERO;
        };
        return new Fault(orders, pause, kind, instance, step, length);
    }

    private String step(List<Step> from) {
        Step step = from.get(random.nextInt(from.size()));
        return step.name() + ":" + (1 + random.nextInt(step.occurrenceMax()));
    }

    private Fault.Kind kind(int drawn) {
        int left = drawn;
        for (Fault.Kind kind : kinds) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalArgumentException(drawn + " is not below " + weights);
    }
}
