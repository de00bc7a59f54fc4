package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** Bytes that the user of a log keeps with it. */
@Timeout(60)
class AttachmentTest {

    private static final List<String> STEPS = List.of("create", "write", "force", "rename", "syncDirectory");
    private static final String FILE = "a.attachment";
    private static final ByteBuffer OLD = ByteBuffer.wrap(new byte[] { 1, 2 });
    private static final ByteBuffer NEW = ByteBuffer.wrap(new byte[70_000]);

    private final Fixture log = new Fixture();

    private static Wal open(SimulatedStorage storage) {
        return WalEngine.open(Fixture.OPTIONS, WalListener.NONE,
                new WalEngine.Environment(storage.untilCrash(), () -> 1, SegmentCipher.none()));
    }

    @Test
    void anAttachmentOutlivesCrashesTruncationAndOrderlyEnds() {
        Wal wal = log.open();
        assertThat(wal.attached("a")).isNull();
        wal.attach("a", OLD);
        wal.attach("b", ByteBuffer.allocate(0));
        wal.attach("a", NEW);
        assertThat(wal.attached("a")).isEqualTo(NEW);
        log.storage.crash();
        Fixture.closeAfterCrash(wal);
        for (int opening = 0; opening < 3; opening++) {
            try (Wal next = log.open()) {
                Fixture.append(next, 40, 8000);
                Wal.Cursor cursor = next.cursor("consumer", Lsn.NONE);
                cursor.advance(next.lastLsn());
                cursor.save();
                next.truncate();
                assertThat(next.firstLsn().value()).isGreaterThan(1);
                assertThat(next.attached("a")).isEqualTo(NEW);
                assertThat(next.attached("b")).isEqualTo(ByteBuffer.allocate(0));
                assertThat(next.attached("c")).isNull();
            }
        }
    }

    @Test
    void aCrashInTheMiddleLeavesTheOldOrTheNew() {
        boolean[] left = new boolean[2];
        for (String step : STEPS) {
            for (int seed = 0; seed < 20; seed++) {
                SimulatedStorage storage = new SimulatedStorage(seed);
                Wal wal = open(storage);
                wal.attach("a", OLD);
                storage.faults((call, name) -> {
                    if (call.equals(step) && (name.startsWith(FILE) || step.equals("syncDirectory"))) {
                        storage.crash();
                    }
                    return null;
                });
                assertThatThrownBy(() -> wal.attach("a", NEW)).as(step).isInstanceOf(WalException.class);
                Fixture.closeAfterCrash(wal);
                storage.faults(SimulatedStorage.Faults.NONE);
                try (Wal next = open(storage)) {
                    assertThat(next.attached("a")).as("%s, seed %s", step, seed).isIn(OLD, NEW);
                    left[OLD.equals(next.attached("a")) ? 0 : 1] = true;
                }
            }
        }
        assertThat(left).containsExactly(true, true);
    }

    @Test
    void oneThatCannotBeWrittenIsAnErrorAndTheLogGoesOnWithTheOldOne() {
        try (Wal wal = log.open()) {
            wal.attach("a", OLD);
            log.storage.faults((call, name) -> name.startsWith(FILE) ? SimulatedStorage.enospc() : null);
            assertThatThrownBy(() -> wal.attach("a", NEW)).isInstanceOf(WalException.Full.class).hasMessageContaining(FILE);
            log.storage.faults((call, name) -> name.startsWith(FILE) ? SimulatedStorage.eio() : null);
            assertThatThrownBy(() -> wal.attach("a", NEW)).isInstanceOf(WalException.Inaccessible.class)
                    .hasMessageContaining(FILE);
            log.storage.faults(SimulatedStorage.Faults.NONE);
            assertThat(wal.attached("a")).isEqualTo(OLD);
            Fixture.append(wal, 1, 10);
        }
    }

    @Test
    void damageIsFoundInEachByte() {
        Wal wal = log.open();
        wal.attach("a", OLD);
        byte[] bytes = log.storage.bytes(FILE);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            log.storage.replace(FILE, damaged);
            assertThatThrownBy(() -> wal.attached("a")).as("byte %d", i).isInstanceOf(WalException.Corrupt.class)
                    .hasMessageContaining(FILE);
        }
        log.storage.replace(FILE, bytes);
        assertThat(wal.attached("a")).isEqualTo(OLD);
        wal.close();
    }

    @Test
    void nothingIsAttachedWhenTheDirectoryMayBelongToSomebodyElse() {
        Wal wal = log.open();
        wal.attach("a", OLD);
        wal.close();
        assertThatThrownBy(() -> wal.attach("a", NEW)).isInstanceOf(WalException.Closed.class);
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        try (Wal wal = log.open()) {
            wal.attach("a-1".repeat(16), OLD);
            for (String name : List.of("", "A", "a/b", "..", "a".repeat(Wal.ATTACHMENT_NAME_MAX + 1))) {
                assertThatThrownBy(() -> wal.attach(name, OLD)).as(name).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> wal.attached(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> wal.attach("a", ByteBuffer.allocate(Wal.ATTACHMENT_BYTES_MAX + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
