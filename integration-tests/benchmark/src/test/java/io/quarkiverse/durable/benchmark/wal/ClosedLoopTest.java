package io.quarkiverse.durable.benchmark.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

class ClosedLoopTest {

    private static final Task TASK = new Task(Kind.WAL, 3, 512, Task.NO_FORM, 50);

    /** Each thread's last operation ends behind the window, and all had a run-in before it. */
    @Test
    void doesNotCountWhatEndsOutsideOfTheWindow() throws Exception {
        LongAdder all = new LongAdder();
        long[] beforeWindow = new long[1];

        Outcome outcome = ClosedLoop.run(TASK, thread -> all::increment, new ClosedLoop.Window() {
            @Override
            public void begins() {
                beforeWindow[0] = all.sum();
            }
        });

        assertThat(beforeWindow[0]).isPositive();
        assertThat(outcome.perSecond() * TASK.millis() / 1000).isPositive()
                .isLessThanOrEqualTo(all.sum() - TASK.threads());
    }

    @Test
    void aFailureOfAThreadIsTheFailureOfTheMeasurement() {
        assertThatThrownBy(() -> ClosedLoop.run(TASK, thread -> () -> {
            if (thread == 1) {
                throw new IllegalStateException("the disk is gone");
            }
        }, ClosedLoop.Window.NONE)).hasMessageContaining("wal 3 512").cause().hasMessage("the disk is gone");
    }
}
