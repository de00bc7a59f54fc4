package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * Brings each transaction together with its outcome, which stands later in the log.
 */
final class PairingFeed implements CommittedFeed {

    /*
     * Transactions wait in LSN order for their outcomes, which usually are a few records ahead. The window of waiting
     * transactions is
     * bounded in number; payloads beyond a bound in bytes are dropped and read again when their turn comes. If the window is
     * full and its
     * head has no outcome, the head is in doubt: we wait until the journal says that its outcome was appended and search for
     * it.
     */
    static final int WAITING_MAX = 4096;
    static final long WAITING_BYTES_MAX = 8 << 20;

    private final Journal journal;
    private final JournalCodec codec;
    private final String channel;
    private final WalReader reader;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Waiting> waitingByLsn = new HashMap<>();
    private Lsn reported;
    private long waitingBytes;

    PairingFeed(Journal journal, JournalCodec codec, String channel, Lsn position) {
        this.journal = journal;
        this.codec = codec;
        this.channel = channel;
        this.reported = position;
        this.reader = journal.wal().read(position.next());
    }

    private static final class Waiting {
        final Lsn lsn;
        final long timestampMillis;
        final int bytes;
        @Nullable
        ByteBuffer payload;
        @Nullable
        Outcome outcome;

        Waiting(WalRecord record, boolean keep) {
            this.lsn = record.lsn();
            this.timestampMillis = record.timestampMillis();
            this.payload = keep ? record.copy().payload() : null;
            this.bytes = keep ? record.payload().remaining() : 0;
        }
    }

    @Override
    public @Nullable Item next(Duration patience) {
        while (true) {
            Item ready = ready();
            if (ready != null) {
                return ready;
            }
            if (waiting.size() >= WAITING_MAX) {
                if (!resolveHead(patience)) {
                    return null;
                }
                continue;
            }
            WalRecord record = reader.next(patience);
            if (record == null) {
                return null;
            }
            accept(record);
        }
    }

    private @Nullable Item ready() {
        Waiting head = waiting.peekFirst();
        if (head == null) {
            return reader.position().isAfter(reported) ? report(reader.position(), List.of()) : null;
        }
        Outcome outcome = head.outcome;
        if (outcome == null) {
            return null;
        }
        List<ChangeEvent> events = outcome.committed() ? events(head, outcome) : List.of();
        waiting.removeFirst();
        waitingByLsn.remove(head.lsn.value());
        waitingBytes -= head.bytes;
        return report(head.lsn, events);
    }

    private Item report(Lsn lsn, List<ChangeEvent> events) {
        reported = lsn;
        return new Item(lsn, events);
    }

    private void accept(WalRecord record) {
        RecordType.check(record);
        if (record.type() == RecordType.TRANSACTION) {
            Waiting entry = new Waiting(record, waitingBytes < WAITING_BYTES_MAX);
            waitingBytes += entry.bytes;
            waiting.addLast(entry);
            waitingByLsn.put(entry.lsn.value(), entry);
        } else if (record.type() == RecordType.OUTCOME) {
            Outcome outcome = codec.decodeOutcome(record.payload());
            Waiting entry = waitingByLsn.get(outcome.transaction());
            if (entry != null) {
                entry.outcome = outcome;
            }
        }
    }

    private boolean resolveHead(Duration patience) {
        Waiting head = waiting.getFirst();
        if (!journal.awaitOutcome(head.lsn, patience)) {
            return false;
        }
        Outcome outcome = journal.findOutcome(head.lsn, reader.position().next());
        if (outcome == null) {
            // appended, but not durable yet, so not readable
            return false;
        }
        head.outcome = outcome;
        return true;
    }

    private List<ChangeEvent> events(Waiting entry, Outcome outcome) {
        TransactionRecord transaction = codec.decodeTransaction(payload(entry));
        List<Change> changes = transaction.changes();
        List<ChangeEvent> events = new ArrayList<>();
        String logId = journal.wal().logId().toString();
        for (int index = 0; index < changes.size(); index++) {
            Change change = changes.get(index);
            if (change.channel().equals(channel)) {
                TransactionRecord.Metadata metadata = transaction.metadata();
                events.add(new ChangeEvent(logId + ":" + entry.lsn + ":" + index, logId, entry.lsn.value(), outcome.token(),
                        index, changes.size(), channel, change.type(), change.key(), change.operation(), change.before(),
                        change.after(), change.changed(), Instant.ofEpochMilli(entry.timestampMillis), metadata.tenant(),
                        metadata.user(), metadata.traceparent()));
            }
        }
        return events;
    }

    private ByteBuffer payload(Waiting entry) {
        ByteBuffer kept = entry.payload;
        if (kept != null) {
            return kept;
        }
        try (WalReader again = journal.wal().read(entry.lsn)) {
            WalRecord record = again.next(Duration.ZERO);
            if (record == null || !record.lsn().equals(entry.lsn)) {
                throw new IllegalStateException("Record " + entry.lsn + " was read once and is not in the log now");
            }
            return record.copy().payload();
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    /** For tests of the bounds. */
    int waitingCount() {
        return waiting.size();
    }

}
