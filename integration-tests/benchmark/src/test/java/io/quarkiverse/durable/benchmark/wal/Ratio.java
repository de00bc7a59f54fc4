package io.quarkiverse.durable.benchmark.wal;

import java.util.Locale;

/** A figure with its name and what it is meant to be. */
record Ratio(String name, double value, Target target) {

    /**
     * @param atMost the value is meant to be no higher, else no lower
     */
    record Target(double bound, boolean atMost) {

        static Target atLeast(double bound) {
            return new Target(bound, false);
        }

        static Target atMost(double bound) {
            return new Target(bound, true);
        }

        boolean met(double value) {
            return atMost ? value <= bound : value >= bound;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %s", atMost ? "≤" : "≥",
                    bound == Math.rint(bound) ? String.format(Locale.ROOT, "%.0f", bound) : Double.toString(bound));
        }
    }

    boolean met() {
        return target.met(value);
    }

    String toLine() {
        return String.format(Locale.ROOT, "ratio %s = %.3f", name, value);
    }
}
