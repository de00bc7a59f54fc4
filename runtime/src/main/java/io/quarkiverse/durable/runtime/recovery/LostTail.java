package io.quarkiverse.durable.runtime.recovery;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Journal;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.slot.SlotRow;
import io.quarkiverse.durable.wal.Lsn;

/**
 * Transactions that slots name and that lie above the end of the log.
 *
 * <pre>
 * record in the row   its predecessor in the slot
 * no                  any                       missing: its commit waited for the log
 * yes                 in the log, or none       to be put back: its commit was staged, and the log was not synced; or the slot
 *                                               has it as well, and the log lost what was durable
 * yes                 above the end             to be put back, and the predecessor is missing: the slot was free, so the log had
 *                                               its outcome (rule R3)
 * </pre>
 *
 * If one of them lies far above the end all are missing: no log loses that much with its unsynced end, and what lies between is
 * not to be filled with void records.
 *
 * @param records to be put back
 * @param missing committed, and neither in the log nor in a slot; rising
 */
record LostTail(SortedMap<Lsn, Journal.Encoded> records, List<Long> missing) {

    /** Transactions in flight take a slot each and a few LSNs, so that a real gap is far smaller. */
    static final long GAP_MAX = 1_000_000;

    static LostTail of(String datasource, List<SlotRow> rows, Lsn end, Function<ByteBuffer, Journal.Encoded> decoder) {
        SortedMap<Lsn, Journal.Encoded> records = new TreeMap<>();
        TreeSet<Long> missing = new TreeSet<>();
        List<SlotRow> ahead = rows.stream().filter(row -> Lsn.of(row.lastTx()).isAfter(end)).toList();
        boolean far = ahead.stream().anyMatch(row -> row.lastTx() - end.value() > GAP_MAX);
        for (SlotRow row : ahead) {
            ByteBuffer payload = row.record();
            if (payload == null || far) {
                missing.add(row.lastTx());
                continue;
            }
            Journal.Encoded record = decode(datasource, row, payload, decoder);
            records.put(Lsn.of(row.lastTx()), record);
            long previous = participant(datasource, row, record).previous();
            if (Lsn.of(previous).isAfter(end)) {
                missing.add(previous);
            }
        }
        return new LostTail(records, List.copyOf(missing));
    }

    boolean isFar(Lsn end) {
        return !missing.isEmpty() && missing.get(missing.size() - 1) - end.value() > GAP_MAX;
    }

    private static Journal.Encoded decode(String datasource, SlotRow row, ByteBuffer payload,
            Function<ByteBuffer, Journal.Encoded> decoder) {
        try {
            return decoder.apply(payload);
        } catch (RuntimeException e) {
            throw unreadable(datasource, row, e.getMessage(), e);
        }
    }

    private static Participant participant(String datasource, SlotRow row, Journal.Encoded record) {
        for (Participant participant : record.transaction().participants()) {
            if (participant.datasource().equals(datasource) && participant.slot() == row.number()) {
                return participant;
            }
        }
        throw unreadable(datasource, row, "it is of another slot", null);
    }

    private static DurableException unreadable(String datasource, SlotRow row, @Nullable String why,
            @Nullable Exception cause) {
        return new DurableException("DURABLE-0227", "The record of transaction " + row.lastTx() + " in slot " + row.number()
                + " on datasource " + datasource + ", which the log lost, cannot be read: " + why
                + ". A newer version of Quarkus Durable wrote it, or rows were changed by hand. Use that version, or restore the"
                + " log directory.", cause);
    }
}
