package io.quarkiverse.durable.wal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times are in nanoseconds, and a write takes 1,000 of them. */
class GatheringTest {

    private static final long WRITE = 1_000;

    private final Gathering gathering = new Gathering();

    private boolean isComplete(int queued, long now, long lastAppend) {
        gathering.appended(lastAppend);
        return gathering.isComplete(queued, now);
    }

    @Test
    void oneAppenderAloneNeverWaits() {
        gathering.written(1, 0, WRITE, 5_000);
        assertThat(isComplete(1, 5_000, 5_000)).isTrue();
    }

    @Test
    void theNextBatchWaitsForAsManyAsTookPartInTheLast() {
        gathering.written(5, 3, WRITE, 5_000);
        assertThat(isComplete(7, 5_100, 5_050)).isFalse();
        assertThat(isComplete(8, 5_100, 5_100)).isTrue();
    }

    @Test
    void itWaitsOneWriteAtMost() {
        gathering.written(5, 3, WRITE, 5_000);
        assertThat(isComplete(3, 5_999, 5_999)).isFalse();
        assertThat(isComplete(3, 6_000, 5_999)).isTrue();
    }

    @Test
    void itPausesForTheNextAsLongAsTheShareOfThoseThatAreMissingInAWrite() {
        gathering.written(5, 3, WRITE, 5_000);
        assertThat(isComplete(4, 5_600, 5_100)).isFalse();
        assertThat(isComplete(4, 5_601, 5_100)).isTrue();
        assertThat(isComplete(7, 5_225, 5_100)).isFalse();
        assertThat(isComplete(7, 5_226, 5_100)).isTrue();
    }

    @Test
    void quietBeforeTheWriteEndedDoesNotCount() {
        gathering.written(5, 3, WRITE, 5_000);
        assertThat(isComplete(4, 5_100, 1)).isFalse();
    }

    @Test
    void inVainItIsTriedLessAndLessOften() {
        StringBuilder tried = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            gathering.written(1, 1, WRITE, 5_000);
            tried.append(gathering.target() > 1 ? 'x' : '.');
        }
        assertThat(tried).hasToString("x.x...x.......x...............x.........");
    }

    @Test
    void whereItPaidItIsDoneEveryTime() {
        for (int i = 0; i < 40; i++) {
            gathering.written(4, 0, WRITE, 5_000);
            assertThat(gathering.target()).isEqualTo(4);
        }
    }

    @Test
    void onADiskThatIsSlowNobodyLooks() {
        assertThat(Waiting.lookNanos(0)).isPositive();
        assertThat(Waiting.lookNanos(1_000_000)).isPositive();
        assertThat(Waiting.lookNanos(1_000_001)).isZero();
    }
}
