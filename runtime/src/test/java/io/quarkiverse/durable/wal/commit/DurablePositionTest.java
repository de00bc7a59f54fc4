package io.quarkiverse.durable.wal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;

@Timeout(60)
class DurablePositionTest {

    private static final long FOR_EVER = Long.MAX_VALUE;

    @Test
    void aWakeBetweenTheLookAndTheWaitIsNotMissed() throws InterruptedException {
        DurablePosition durable = new DurablePosition(Lsn.of(3));
        long noted = durable.wakes();
        durable.wake();
        assertThat(durable.await(Lsn.of(3), noted, FOR_EVER)).isEqualTo(FOR_EVER);
    }

    @Test
    void aRecordThatIsDurableAlreadyIsNotWaitedFor() throws InterruptedException {
        DurablePosition durable = new DurablePosition(Lsn.of(3));
        assertThat(durable.await(Lsn.of(2), durable.wakes(), FOR_EVER)).isEqualTo(FOR_EVER);
    }
}
