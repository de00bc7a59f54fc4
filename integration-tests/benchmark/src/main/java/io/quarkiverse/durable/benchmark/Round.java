package io.quarkiverse.durable.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One measurement: this variant, with that many threads, for the so-manieth time. */
record Round(int number, int threads, Variant variant) {

    /** A B C, C B A, A B C, …: what drifts during the run hits all variants alike. */
    static List<Round> interleaved(int rounds, List<Integer> threads, List<Variant> variants) {
        List<Round> plan = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            List<Variant> order = new ArrayList<>(variants);
            if (number % 2 == 0) {
                Collections.reverse(order);
            }
            for (int count : threads) {
                for (Variant variant : order) {
                    plan.add(new Round(number, count, variant));
                }
            }
        }
        return plan;
    }
}
