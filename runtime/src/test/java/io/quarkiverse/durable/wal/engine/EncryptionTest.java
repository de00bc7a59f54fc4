package io.quarkiverse.durable.wal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.durable.wal.KeyRing;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.Keys;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** An encrypted log: reading it again, without its keys, beside plaintext, and what its nonces do in a crash. */
@Timeout(60)
class EncryptionTest {

    private static final int BLOCK = 4096;
    private static final int FRAME = 48;
    private final Fixture log = new Fixture();

    private Wal open(SegmentCipher cipher) {
        return log.open(Fixture.OPTIONS, WalListener.NONE, cipher);
    }

    private static void append(Wal wal, String... texts) {
        for (String text : texts) {
            wal.append(1, StandardCharsets.UTF_8.encode(text)).await();
        }
    }

    private static List<String> texts(Wal wal) {
        return Fixture.records(wal).stream().map(WalRecord::payload).map(p -> StandardCharsets.UTF_8.decode(p).toString())
                .toList();
    }

    private Map<String, String> directory() {
        Map<String, String> contents = new TreeMap<>();
        log.storage.sizes().keySet().forEach(name -> contents.put(name, Arrays.toString(log.storage.bytes(name))));
        return contents;
    }

    @Test
    void recordsOfEverySizeReadBackAfterARestart() {
        int max = Fixture.OPTIONS.recordBytesMax();
        int[] sizes = { 0, 1, BLOCK - FRAME - 16, BLOCK - FRAME - 15, BLOCK, max - 1, max };
        try (Wal wal = open(new Keys(1).cipher())) {
            for (int size : sizes) {
                byte[] payload = new byte[size];
                Arrays.fill(payload, (byte) (size + 1));
                wal.append(3 | Wal.REQUIRED, ByteBuffer.wrap(payload)).await();
            }
        }
        try (Wal wal = open(new Keys(1).cipher())) {
            List<WalRecord> records = Fixture.records(wal);
            assertThat(records).extracting(r -> r.payload().remaining()).containsExactly(IntStream.of(sizes).boxed()
                    .toArray(Integer[]::new));
            for (WalRecord record : records) {
                byte[] payload = new byte[record.payload().remaining()];
                Arrays.fill(payload, (byte) (payload.length + 1));
                assertThat(record.payload()).isEqualTo(ByteBuffer.wrap(payload));
                assertThat(record.type()).isEqualTo(3 | Wal.REQUIRED);
            }
            assertThat(wal.status().keysNeeded()).containsExactly(1L);
        }
    }

    /** The tail is torn, so an opening that did not fail would have something to cut. */
    @Test
    void withoutTheRightKeyAnOpeningFailsClosedAndChangesNothing() {
        try (Wal wal = open(new Keys(1).cipher())) {
            append(wal, "one", "two", "three");
        }
        String segment = Fixture.segment(1);
        byte[] torn = log.storage.bytes(segment);
        torn[3 * BLOCK + FRAME] ^= 1;
        log.storage.replace(segment, torn);
        log.forge("identity", 60, 0, 60, b -> b.putLong(48, 2).putInt(56, 0));
        Map<String, String> before = directory();

        assertThatThrownBy(() -> open(SegmentCipher.none())).isInstanceOf(WalException.MissingKey.class)
                .hasMessageContaining("key 1").hasMessageContaining(segment).hasMessageContaining("not configured");
        assertThatThrownBy(() -> open(new Keys(2, 3).cipher())).isInstanceOf(WalException.MissingKey.class)
                .hasMessageContaining("key 1").hasMessageContaining(segment).hasMessageContaining("[2, 3]");
        KeyRing another = new KeyRing(1, Map.of(1L, Keys.key(2)));
        assertThatThrownBy(() -> open(SegmentCipher.aesGcm(() -> another, true))).isInstanceOf(WalException.WrongKey.class)
                .hasMessageContaining("id 1").hasMessageContaining(segment);
        assertThat(directory()).isEqualTo(before);

        try (Wal wal = open(new Keys(1).cipher())) {
            assertThat(texts(wal)).containsExactly("one", "two");
        }
        assertThat(directory()).isNotEqualTo(before);
    }

    @Test
    void aLogWithAPastIsEncryptedFromNowOnWhenPlaintextIsAccepted() {
        String plain = "plain".repeat(800);
        try (Wal wal = open(SegmentCipher.none())) {
            append(wal, Collections.nCopies(40, plain).toArray(String[]::new));
        }
        Map<String, String> before = directory();
        assertThatThrownBy(() -> open(new Keys(1).cipher())).isInstanceOf(WalException.NotEncrypted.class)
                .hasMessageContaining(Fixture.segment(1)).hasMessageContaining("accept");
        assertThat(directory()).isEqualTo(before);
        SegmentCipher accepting = SegmentCipher.aesGcm(new Keys(1), true);
        try (Wal wal = open(accepting)) {
            append(wal, "secret");
            assertThat(texts(wal)).hasSize(41).contains(plain).endsWith("secret");
            assertThat(wal.status().segments()).extracting(s -> s.keyId()).containsExactly(0L, 0L, 0L, 1L);
            Wal.Cursor consumer = wal.cursor("consumer", Lsn.NONE);
            consumer.advance(Lsn.of(40));
            consumer.save();
            wal.truncate();
        }
        assertThat(log.storage.sizes().keySet()).noneMatch(name -> contains(log.storage.bytes(name), "plain"))
                .noneMatch(name -> contains(log.storage.bytes(name), "secret"));
        try (Wal wal = open(new Keys(1).cipher())) {
            assertThat(texts(wal)).containsExactly("secret");
        }
    }

    @Test
    void sparesOfTheTimeBeforeEncryptionAreNotUsedAgain() {
        String spare = "spare-00000000000000000009.seg";
        try (Wal wal = open(SegmentCipher.none())) {
            append(wal, "plain");
            Fixture.append(wal, 15, 4000);
        }
        byte[] old = Arrays.copyOf(log.storage.bytes(Fixture.segment(1)), Fixture.SEGMENT_BYTES);
        for (String name : log.storage.sizes().keySet()) {
            log.storage.remove(name);
        }
        log.storage.replace(spare, old);
        open(SegmentCipher.none()).close();
        assertThat(log.storage.sizes()).containsKey(spare);
        open(new Keys(1).cipher()).close();
        assertThat(log.storage.sizes()).doesNotContainKey(spare);
        log.storage.replace(spare, new byte[Fixture.SEGMENT_BYTES]);
        open(new Keys(1).cipher()).close();
        assertThat(log.storage.sizes()).containsKey(spare);
    }

    @Test
    void plaintextBehindAnEncryptedSegmentIsAForgeryAlsoWherePlaintextIsAccepted() {
        Fixture plain = new Fixture();
        plain.write(1, 10);
        try (Wal wal = open(new Keys(1).cipher())) {
            append(wal, "one", "two");
        }
        byte[] forged = plain.storage.bytes(Fixture.segment(1));
        byte[] real = log.storage.bytes(Fixture.segment(1));
        String second = Fixture.segment(3);
        log.storage.replace(second, forged);
        log.forge(second, BLOCK - 4, 0, BLOCK - 4, b -> b.put(24, real, 24, 16).putLong(48, 2).putLong(56, 3).putLong(64, 1)
                .putLong(72, 2));
        assertThatThrownBy(() -> open(SegmentCipher.aesGcm(new Keys(1), true))).isInstanceOf(WalException.Corrupt.class)
                .hasMessageContaining("an encrypted segment");
    }

    /**
     * The second record is written and its sync fails, so a copy of the disk may have it though it is lost; its number is given
     * out again.
     */
    @Test
    void aNumberThatIsGivenOutAgainAfterACrashMeetsAnotherKeyStream() {
        byte[] lost = new byte[1000];
        byte[] again = new byte[1000];
        Arrays.fill(lost, (byte) 'x');
        Arrays.fill(again, (byte) 'y');
        WalOptions buffered = Fixture.OPTIONS.withDirectIo(false);
        Wal crashing = log.open(buffered, WalListener.NONE, new Keys(1).cipher());
        crashing.append(1, ByteBuffer.wrap(lost)).await();
        AtomicReference<byte[]> copy = new AtomicReference<>();
        log.storage.faults((call, name) -> {
            if (!call.equals("force")) {
                return null;
            }
            copy.compareAndSet(null, stored(Fixture.segment(1), 2, 2));
            return SimulatedStorage.eio();
        });
        assertThatThrownBy(() -> crashing.append(1, ByteBuffer.wrap(lost)).await()).isInstanceOf(WalException.Poisoned.class);
        byte[] copied = copy.get();
        log.storage.crash();
        Fixture.closeAfterCrash(crashing);

        try (Wal wal = log.open(buffered, WalListener.NONE, new Keys(1).cipher())) {
            Wal.Ticket ticket = wal.append(1, ByteBuffer.wrap(again));
            ticket.await();
            assertThat(ticket.lsn()).isEqualTo(Lsn.of(2));
        }
        byte[] now = stored(Fixture.segment(2), 1, 2);
        int equal = 0;
        for (int i = 0; i < lost.length; i++) {
            equal += (copied[i] ^ lost[i]) == (now[i] ^ again[i]) ? 1 : 0;
        }
        assertThat(equal).as("bytes of %s in which the key streams agree", lost.length).isLessThan(lost.length / 10);
    }

    /** What is stored of the first record of the batch in this block. */
    private byte[] stored(String segment, int block, long lsn) {
        ByteBuffer b = ByteBuffer.wrap(log.storage.bytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
        int at = block * BLOCK;
        assertThat(b.getLong(at + 16)).isEqualTo(lsn);
        return Arrays.copyOfRange(b.array(), at + FRAME, at + FRAME + b.getInt(at + 4));
    }

    static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
}
