package io.quarkiverse.durable.wal.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkiverse.durable.wal.WalOptions;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;
import io.quarkiverse.durable.wal.crypto.SegmentCipher;
import io.quarkiverse.durable.wal.testing.SimulatedStorage;

/** A log of small segments on a simulated disk, and what tests do to its files. */
final class Fixture {

    static final int SEGMENT_BYTES = 64 << 10;
    static final WalOptions OPTIONS = WalOptions.defaults(Path.of("simulated")).withSegmentSize(SEGMENT_BYTES);

    final SimulatedStorage storage = new SimulatedStorage(1);

    Wal open() {
        return open(OPTIONS, WalListener.NONE);
    }

    Wal open(WalOptions options, WalListener listener) {
        return open(options, listener, SegmentCipher.none());
    }

    Wal open(WalOptions options, WalListener listener, SegmentCipher cipher) {
        return WalEngine.open(options, listener, new WalEngine.Environment(storage.untilCrash(), () -> 1, cipher));
    }

    /** Records of their own batches. */
    void write(int records, int size) {
        try (Wal wal = open()) {
            append(wal, records, size);
        }
    }

    static void append(Wal wal, int records, int size) {
        for (int i = 0; i < records; i++) {
            wal.append(1, ByteBuffer.allocate(size)).await();
        }
    }

    static List<WalRecord> records(Wal wal) {
        List<WalRecord> records = new ArrayList<>();
        try (WalReader reader = wal.read(wal.firstLsn())) {
            for (WalRecord r = reader.next(Duration.ZERO); r != null; r = reader.next(Duration.ZERO)) {
                records.add(r.copy());
            }
        }
        return records;
    }

    /** Ends the threads of a log whose machine is gone. */
    static void closeAfterCrash(Wal wal) {
        try {
            wal.close();
        } catch (WalException asExpected) {
            // there is nothing left to close in order
        }
    }

    static List<Long> lsns(Wal wal) {
        return records(wal).stream().map(r -> r.lsn().value()).toList();
    }

    static String segment(long first) {
        return String.format(Locale.ROOT, "wal-%020d.seg", first);
    }

    /** Changes a file in a way that its checksum, at {@code checksumAt} over {@code from} to {@code to}, does not show. */
    void forge(String name, int checksumAt, int from, int to, Change change) {
        byte[] bytes = storage.bytes(name);
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        change.to(b);
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        b.putInt(checksumAt, (int) crc.getValue());
        storage.replace(name, bytes);
    }

    interface Change {
        void to(ByteBuffer file);
    }
}
