package io.quarkiverse.durable.wal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.storage.Storage;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** How many files are kept for reuse. */
class ReserveTest {

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final Reserve reserve = new Reserve(storage.untilCrash(), new SegmentSettings(UUID.randomUUID(), 1, 64 << 10, 0, 0,
            SegmentCipher.none(), Storage.Mode.WRITE_DIRECT, () -> 1, WalListener.NONE), List.of(), 0);

    private int keeps() {
        List<String> names = new ArrayList<>();
        for (String name = reserve.nameForRecycling(); name != null; name = reserve.nameForRecycling()) {
            names.add(name);
            reserve.add(name);
        }
        return names.size();
    }

    private void take(int files) {
        for (int i = 0; i < files; i++) {
            reserve.prepare();
        }
    }

    @Test
    void twoAreKeptWhereNothingIsUsed() {
        assertThat(reserve.nextRound()).isNull();
        assertThat(keeps()).isEqualTo(2);
    }

    @Test
    void whatARoundUsedIsKeptForTheNextAndOneMore() {
        take(5);
        reserve.nextRound();
        assertThat(keeps()).isEqualTo(6);
    }

    @Test
    void sixteenAtMost() {
        take(40);
        reserve.nextRound();
        assertThat(keeps()).isEqualTo(16);
    }

    @Test
    void whatNoRoundNeedsIsGivenBackOneByOne() {
        take(5);
        reserve.nextRound();
        keeps();
        List<String> surplus = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            String file = reserve.nextRound();
            if (file != null) {
                surplus.add(file);
            }
        }
        assertThat(surplus).hasSize(4).doesNotHaveDuplicates();
        assertThat(keeps()).isZero();
    }
}
