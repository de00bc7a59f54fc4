package io.quarkiverse.durable.runtime.recovery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.journal.Adopted;
import io.quarkiverse.durable.runtime.journal.Outcome;
import io.quarkiverse.durable.runtime.journal.Participant;
import io.quarkiverse.durable.runtime.journal.TransactionRecord;
import io.quarkiverse.durable.runtime.slot.SlotRow;

/**
 * What the slots of a lost log say, when nobody can write them any more.
 *
 * <pre>
 * row of a participant        that database
 * names the transaction       committed, with the row's token
 * names an earlier one        did not commit
 * names a later one           unknown: the slot was used again, which it is only when the log has the outcome
 * is not there                unknown
 * </pre>
 *
 * @param transactions that committed on one database at least, in the order of their numbers
 * @param channels that they have events for
 * @param unpublished committed transactions without a record, or of which it is not known on which databases they committed;
 *        rising
 */
record Heritage(List<Adopted> transactions, Set<String> channels, List<Long> unpublished) {

    /** @param rows by datasource */
    static Heritage of(UUID logId, Map<String, List<SlotRow>> rows, Function<ByteBuffer, TransactionRecord> decoder) {
        SortedMap<Long, ByteBuffer> records = new TreeMap<>();
        Map<String, Map<Integer, SlotRow>> slots = new HashMap<>();
        TreeSet<Long> unpublished = new TreeSet<>();
        rows.forEach((datasource, all) -> {
            for (SlotRow row : all) {
                slots.computeIfAbsent(datasource, any -> new HashMap<>()).put(row.number(), row);
                if (row.record() != null) {
                    records.putIfAbsent(row.lastTx(), row.record());
                } else if (row.lastTx() > 0) {
                    unpublished.add(row.lastTx());
                }
            }
        });
        unpublished.removeAll(records.keySet());
        List<Adopted> transactions = new ArrayList<>();
        Set<String> channels = new TreeSet<>();
        records.forEach((number, payload) -> {
            TransactionRecord record = decode(logId, number, payload, decoder);
            if (record.chunks() != null) {
                throw unreadable(logId, number, "the rest of it was in the log alone", null);
            }
            List<Outcome> committed = new ArrayList<>();
            for (Participant participant : record.participants()) {
                SlotRow row = slots.getOrDefault(participant.datasource(), Map.of()).get(participant.slot());
                if (row == null || row.lastTx() > number) {
                    unpublished.add(number);
                } else if (row.lastTx() == number) {
                    committed.add(new Outcome(number, participant.datasource(), Outcome.Result.COMMITTED, row.token(),
                            Outcome.Evidence.SLOT));
                }
            }
            if (committed.isEmpty()) {
                throw unreadable(logId, number, "it is of another slot", null);
            }
            transactions.add(new Adopted(logId.toString(), number, committed, payload));
            channels.addAll(record.channels());
        });
        return new Heritage(transactions, channels, List.copyOf(unpublished));
    }

    /**
     * What several logs left, in the order of the tokens, which is that of the commits of each row; where there are several
     * databases tokens are not to be compared, and one log comes after the other.
     */
    static List<Adopted> inOrder(List<List<Adopted>> logs) {
        List<Adopted> all = new ArrayList<>();
        logs.forEach(all::addAll);
        long databases = all.stream().flatMap(each -> each.committed().stream()).map(Outcome::datasource).distinct().count();
        if (databases == 1) {
            all.sort(Comparator.comparingLong(each -> each.committed().get(0).token()));
        }
        return all;
    }

    private static TransactionRecord decode(UUID logId, long number, ByteBuffer payload,
            Function<ByteBuffer, TransactionRecord> decoder) {
        try {
            return decoder.apply(payload);
        } catch (RuntimeException e) {
            throw unreadable(logId, number, String.valueOf(e.getMessage()), e);
        }
    }

    private static DurableException unreadable(UUID logId, long number, String why, @Nullable Exception e) {
        return new DurableException("DURABLE-0234", "Log " + logId + " cannot be adopted: the record of its transaction "
                + number
                + " in the slot table cannot be read: " + why + ". A newer version of Quarkus Durable wrote it, or rows were"
                + " changed by hand. Use that version, or go on without this log by taking it out of quarkus.durable.adopt.",
                e);
    }
}
