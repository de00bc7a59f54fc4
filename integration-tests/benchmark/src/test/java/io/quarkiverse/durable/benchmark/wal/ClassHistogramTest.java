package io.quarkiverse.durable.benchmark.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassHistogramTest {

    private static final String BEFORE = """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:          1000          32000  [B (java.base@17.0.15)
               2:            10            240  io.quarkiverse.durable.wal.Lsn
            Total          1010          32240
            """;
    private static final String AFTER = """
               1:          1100          35200  [B (java.base@17.0.15)
               2:           510          12240  io.quarkiverse.durable.wal.Lsn
               3:           100           4000  a.Ticket
               4:             1             16  a.Single
            """;

    @Test
    void theDifferenceIsSaidForEachAppendTheLargestFirst() {
        assertThat(ClassHistogram.parse(AFTER).since(ClassHistogram.parse(BEFORE), 100)).containsExactly(
                "  120.0 bytes,  5.000 objects for each append: io.quarkiverse.durable.wal.Lsn",
                "   40.0 bytes,  1.000 objects for each append: a.Ticket",
                "   32.0 bytes,  1.000 objects for each append: [B");
    }

    @Test
    void garbageIsSeen() throws Exception {
        String before = ClassHistogram.now();
        long objects = 100_000;
        long sum = 0;
        for (int i = 0; i < objects; i++) {
            Garbage garbage = new Garbage(i);
            sum += garbage.hashCode();
        }
        assertThat(sum).isNotZero();

        String after = ClassHistogram.now();
        assertThat(ClassHistogram.parse(after).counts()).containsKey(Garbage.class.getName());
        assertThat(ClassHistogram.parse(before).counts()).doesNotContainKey(Garbage.class.getName());
    }

    private static final class Garbage {
        private final int number;

        Garbage(int number) {
            this.number = number;
        }
    }
}
