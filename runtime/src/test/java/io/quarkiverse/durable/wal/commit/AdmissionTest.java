package io.quarkiverse.durable.wal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

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

    @Test
    void whatCouldNotBeTakenIsStillThereToBeToldOfTheFailure() {
        PendingAppend first = append();
        PendingAppend second = append();
        List<PendingAppend> withoutMemory = new AbstractList<>() {
            @Override
            public boolean add(PendingAppend pending) {
                throw new OutOfMemoryError();
            }

            @Override
            public PendingAppend get(int index) {
                throw new IndexOutOfBoundsException(index);
            }

            @Override
            public int size() {
                return 0;
            }
        };
        assertThatThrownBy(() -> admission.take(withoutMemory, ROOM, true)).isInstanceOf(OutOfMemoryError.class);
        admission.fail(() -> new WalException.Closed("The log"));
        assertThat(admission.abandon()).isSameAs(first);
        assertThat(admission.abandon()).isSameAs(second);
        assertThat(admission.abandon()).isNull();
        assertThat(admission.queued()).isZero();
        assertThatThrownBy(this::append).isInstanceOf(WalException.Closed.class);
    }
}
