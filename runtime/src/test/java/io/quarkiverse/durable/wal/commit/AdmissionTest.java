package io.quarkiverse.durable.wal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.catalog.Reserve;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.segment.BatchEncoder;

class AdmissionTest {

    private static final long ROOM = 1 << 20;

    private final Admission admission = admission(() -> {
    });

    private static Admission admission(Runnable requestSegment) {
        Sizes sizes = Sizes.of(WalOptions.defaults(Path.of("none")), new BatchEncoder(SegmentCipher.none()));
        return new Admission(sizes, () -> 1, Lsn.NONE, requestSegment, () -> new WalException.Closed("The log"));
    }

    @BeforeEach
    void aSegmentIsThere() {
        admission.supplied(new Reserve.Spare("spare", false));
    }

    private PendingAppend append() {
        return append(admission);
    }

    @SuppressWarnings("DataFlowIssue")
    private static PendingAppend append(Admission to) {
        return to.append(null, 1, 0, ByteBuffer.allocate(10), 0);
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

    /** A number that was taken and not queued would be a gap in the log. */
    @Test
    void anAppendThatFailsWhileItAsksForRoomTakesNoNumberAndTheNextAsksAgain() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch askedAgain = new CountDownLatch(2);
        Admission empty = admission(() -> {
            askedAgain.countDown();
            if (requests.incrementAndGet() == 1) {
                throw new OutOfMemoryError();
            }
        });
        assertThatThrownBy(() -> append(empty)).isInstanceOf(OutOfMemoryError.class);
        assertThat(empty.last()).isEqualTo(Lsn.NONE);
        CompletableFuture<PendingAppend> next = CompletableFuture.supplyAsync(() -> append(empty));
        assertThat(askedAgain.await(30, TimeUnit.SECONDS)).isTrue();
        empty.supplied(new Reserve.Spare("spare", false));
        assertThat(next.get(30, TimeUnit.SECONDS).lsn()).isEqualTo(Lsn.of(1));
    }

    /** What allocates may fail, and to queue an append comes after it has its number. */
    @Test
    @SuppressWarnings("DataFlowIssue")
    void toQueueAnAppendAllocatesNothing() {
        List<PendingAppend> appends = new ArrayList<>();
        for (int number = 1; number <= 10_000; number++) {
            appends.add(new PendingAppend(null, 1, 0, Lsn.of(number), 1, ByteBuffer.allocate(0)));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AppendQueue queue = new AppendQueue();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < appends.size(); i++) {
            queue.add(appends.get(i));
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(allocated).isZero();
        assertThat(queue.size()).isEqualTo(appends.size());
        for (PendingAppend each : appends) {
            assertThat(queue.peek()).isSameAs(each);
            assertThat(queue.poll()).isSameAs(each);
        }
        assertThat(queue.poll()).isNull();
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
