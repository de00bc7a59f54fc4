package io.quarkiverse.durable.wal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

class AdmissionTest {

    private static final long ROOM = 1 << 20;

    private final Admission admission = new Admission(
            Sizes.of(WalOptions.defaults(java.nio.file.Path.of("none")), new BatchEncoder(SegmentCipher.none())), () -> 1,
            Lsn.NONE, () -> {
            }, () -> new WalException.Closed("The log"));

    @BeforeEach
    void aSegmentIsThere() {
        admission.supplied(new Reserve.Spare("spare", false));
    }

    @SuppressWarnings("DataFlowIssue")
    private PendingAppend append() {
        return admission.append(null, 1, 0, ByteBuffer.allocate(10));
    }

    @Test
    void whoFoundTheQueueEmptyKnowsItHoweverManyHaveComeSince() {
        PendingAppend first = append();
        PendingAppend second = append();
        assertThat(admission.queued()).isEqualTo(2);
        assertThat(admission.isFirst(first)).isTrue();
        assertThat(admission.isFirst(second)).isFalse();
        admission.take(new ArrayList<>(), ROOM, true);
        assertThat(admission.isFirst(first)).isFalse();
        assertThat(admission.isFirst(append())).isTrue();
    }
}
