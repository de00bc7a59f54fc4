package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalStatus;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;

/** Keys change while the log runs. */
@Timeout(60)
class KeyRotationTest {

    private static final WalOptions LARGE = WalOptions.defaults(Fixture.OPTIONS.directory()).withSegmentSize(4 << 20);

    private final Fixture log = new Fixture();
    private final Keys keys = new Keys(1);
    private final Told told = new Told();

    /** What the log says of its keys. */
    private static final class Told implements WalListener {

        final List<String> inUse = new CopyOnWriteArrayList<>();
        final List<Long> unneeded = new CopyOnWriteArrayList<>();
        final List<WalException> failures = new CopyOnWriteArrayList<>();

        @Override
        public void keyInUse(long keyId, Set<Long> needed) {
            inUse.add(keyId + " of " + needed.stream().sorted().toList());
        }

        @Override
        public void keyUnneeded(long keyId) {
            unneeded.add(keyId);
        }

        @Override
        public void keysNotRefreshed(WalException cause) {
            failures.add(cause);
        }
    }

    private Wal open(WalOptions options) {
        return log.open(options, told, keys.cipher());
    }

    /** Until a segment with this key is in use; as that takes a file, some records still go to the one before. */
    private static void appendUntilInUse(Wal wal, long key) {
        while (!wal.status().keysNeeded().contains(key)) {
            Fixture.append(wal, 1, 10);
        }
    }

    @Test
    void fourKeysFollowOneAnotherWithoutARestartAndOldOnesGoWhenNothingUsesThem() {
        long last;
        try (Wal wal = open(LARGE)) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            Fixture.append(wal, 1, 10);
            for (long key = 2; key <= 4; key++) {
                keys.set(key, 1, 2, 3);
                wal.refreshKeys();
                appendUntilInUse(wal, key);
            }
            assertThat(wal.status().keysNeeded()).containsExactly(1L, 2L, 3L, 4L);
            assertThat(wal.status().segments()).extracting(WalStatus.Segment::keyId).containsExactly(1L, 2L, 3L, 4L);
            assertThat(wal.status().segments()).allMatch(s -> s.lastLsn().value() - s.firstLsn().value() < 900);
            assertThat(told.inUse).containsExactly("1 of []", "2 of [1]", "3 of [1, 2]", "4 of [1, 2, 3]");
            last = wal.lastLsn().value();
            assertThat(Fixture.lsns(wal)).hasSize((int) last);

            keys.set(4, 2, 3);
            assertThatThrownBy(wal::refreshKeys).isInstanceOf(WalException.InvalidOption.class).hasMessageContaining("key 1");
            assertThat(Fixture.lsns(wal)).hasSize((int) last);

            consumer.advance(wal.status().segments().get(1).lastLsn());
            consumer.save();
            wal.truncate();
            assertThat(told.unneeded).containsExactly(1L, 2L);
            assertThat(wal.status().keysNeeded()).containsExactly(3L, 4L);
            keys.set(4, 3);
            wal.refreshKeys();
            Fixture.append(wal, 1, 10);
        }
        try (Wal wal = log.open(LARGE, told, new Keys(4, 3).cipher())) {
            assertThat(wal.status().keysNeeded()).containsExactly(3L, 4L);
            assertThat(Fixture.lsns(wal)).isNotEmpty().endsWith(last + 1);
        }
        assertThatThrownBy(() -> log.open(LARGE, told, new Keys(4).cipher())).isInstanceOf(WalException.MissingKey.class)
                .hasMessageContaining("key 3");
    }

    @Test
    void aReaderGoesThroughSegmentsOfAllKeys() {
        for (long key = 1; key <= 3; key++) {
            keys.set(key, 1, 2, 3);
            try (Wal wal = open(Fixture.OPTIONS)) {
                Fixture.append(wal, 20, 4000);
                assertThat(wal.status().keysNeeded()).hasSize((int) key);
                assertThat(Fixture.lsns(wal)).hasSize((int) (20 * key));
            }
        }
    }

    @Test
    void aKeyThatBecameAnotherOneIsRefused() {
        try (Wal wal = open(Fixture.OPTIONS)) {
            Fixture.append(wal, 1, 10);
            keys.set(new KeyRing(2, Map.of(1L, Keys.key(77), 2L, Keys.key(2))));
            assertThatThrownBy(wal::refreshKeys).isInstanceOf(WalException.InvalidOption.class)
                    .hasMessageContaining("another key 1").hasMessageNotContaining("77");
            Fixture.append(wal, 1, 10);
            assertThat(Fixture.lsns(wal)).containsExactly(1L, 2L);
        }
    }

    @Test
    void keysThatCannotBeHadStopTheStartAndNotTheRunningLog() {
        boolean[] away = { true };
        SegmentCipher[] cipher = new SegmentCipher[1];
        java.util.function.Supplier<KeyRing> source = () -> {
            if (away[0]) {
                throw new IllegalStateException("the vault is sealed");
            }
            return keys.get();
        };
        assertThatThrownBy(() -> SegmentCipher.aesGcm(source, false)).isInstanceOf(WalException.KeysUnavailable.class)
                .hasMessageContaining("the vault is sealed");
        away[0] = false;
        cipher[0] = SegmentCipher.aesGcm(source, false);
        try (Wal wal = log.open(Fixture.OPTIONS, told, cipher[0])) {
            away[0] = true;
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(wal::refreshKeys).isInstanceOf(WalException.KeysUnavailable.class)
                        .hasMessageContaining("the vault is sealed");
            }
            assertThat(told.failures).as("said once").hasSize(1);
            Fixture.append(wal, 60, 4000);
            away[0] = false;
            wal.refreshKeys();
            away[0] = true;
            assertThatThrownBy(wal::refreshKeys).isInstanceOf(WalException.KeysUnavailable.class);
            assertThat(told.failures).as("said again").hasSize(2);
            assertThat(Fixture.lsns(wal)).hasSize(60);
        }
    }

    @Test
    void nothingWaitsForWhoeverGivesTheKeys() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        boolean[] slow = { false };
        SegmentCipher cipher = SegmentCipher.aesGcm(() -> {
            if (slow[0]) {
                asked.countDown();
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return keys.get();
        }, false);
        try (Wal wal = log.open(Fixture.OPTIONS, told, cipher)) {
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            slow[0] = true;
            Thread admin = new Thread(wal::refreshKeys);
            admin.start();
            asked.await();
            Fixture.append(wal, 60, 4000);
            consumer.advance(Lsn.of(50));
            consumer.save();
            wal.truncate();
            assertThat(wal.firstLsn().value()).isGreaterThan(1);
            answered.countDown();
            admin.join();
        }
    }

    @Test
    void aFullDiskDelaysTheNewKeyAndNothingElse() {
        try (Wal wal = open(Fixture.OPTIONS)) {
            Fixture.append(wal, 1, 10);
            log.storage.faults((call, name) -> name.startsWith("spare") && call.equals("create")
                    ? io.quarkiverse.durable.wal.testing.SimulatedStorage.enospc()
                    : null);
            keys.set(2, 1);
            wal.refreshKeys();
            Fixture.append(wal, 5, 10);
            assertThat(wal.status().keysNeeded()).containsExactly(1L);
            log.storage.faults((call, name) -> null);
            Fixture.append(wal, 60, 4000);
            assertThat(wal.status().keysNeeded()).contains(2L);
            assertThat(Fixture.lsns(wal)).hasSize(66);
        }
    }
}
