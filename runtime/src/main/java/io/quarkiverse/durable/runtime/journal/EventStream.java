package io.quarkiverse.durable.runtime.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * The events of a transaction for one channel, of those of its databases that committed: at once, or, if it is large, in
 * bounded parts. Used by one thread at a time; {@link #close()} may come from any.
 */
final class EventStream implements AutoCloseable {

    private final String logId;
    private final Published published;
    private final String channel;
    private final long id;
    private final Instant at;
    private final TransactionRecord transaction;
    private final Outcomes outcomes;
    private final int count;
    /** Null where none of the changes goes to the channel. */
    private final @Nullable ChangeStream changes;
    /** One part ahead of the last that was given, to know whether there are more. */
    private @Nullable List<ChangeEvent> ahead;

    /**
     * Where a transaction comes from.
     *
     * @param logId of the log that it was written to first
     * @param id its number there
     */
    private record Origin(String logId, long id, TransactionRecord transaction) {

        static Origin of(Journal journal, JournalCodec codec, WalRecord record) {
            if (record.type() == RecordType.ADOPTED) {
                Adopted adopted = Decoded.of(record, codec::decodeAdopted);
                return new Origin(adopted.logId(), adopted.transaction(),
                        Decoded.of(record, payload -> codec.decodeTransaction(adopted.record())));
            }
            return new Origin(journal.wal().logId().toString(), record.lsn().value(),
                    Decoded.of(record, codec::decodeTransaction));
        }
    }

    private EventStream(Journal journal, String channel, Origin origin, long recordMillis, Outcomes outcomes) {
        this.logId = origin.logId();
        this.published = journal.published();
        this.channel = channel;
        this.id = origin.id();
        this.transaction = origin.transaction();
        long millis = transaction.metadata().timeMillis();
        this.at = Instant.ofEpochMilli(millis > 0 ? millis : recordMillis);
        this.outcomes = outcomes;
        this.count = transaction.count();
        this.changes = transaction.count(channel) == 0 ? null : new ChangeStream(journal.wal(), id, transaction);
    }

    static EventStream of(Journal journal, JournalCodec codec, String channel, WalRecord record, Outcomes outcomes) {
        return new EventStream(journal, channel, Origin.of(journal, codec, record), record.timestampMillis(), outcomes);
    }

    /** All of them, where it is known that there are not many. */
    static List<ChangeEvent> all(Journal journal, JournalCodec codec, String channel, WalRecord record, Outcomes outcomes) {
        List<ChangeEvent> all = new ArrayList<>();
        try (EventStream stream = of(journal, codec, channel, record, outcomes)) {
            do {
                all.addAll(stream.next());
            } while (stream.hasNext());
        }
        return all;
    }

    /** The keys of the events that there will be if the transaction committed. */
    static List<String> keys(Journal journal, Lsn lsn, TransactionRecord transaction, String channel) {
        List<String> keys = new ArrayList<>();
        if (transaction.count(channel) > 0) {
            try (ChangeStream changes = new ChangeStream(journal.wal(), lsn.value(), transaction)) {
                for (ChangeStream.Piece piece = changes.next(); piece != null; piece = changes.next()) {
                    piece.changes().stream().filter(change -> goes(change, channel, journal.published()))
                            .map(Change::partitionKey)
                            .forEach(keys::add);
                }
            }
        }
        return keys;
    }

    /** The next part; empty only if there are no events at all. */
    List<ChangeEvent> next() {
        List<ChangeEvent> next = ahead == null ? read() : ahead;
        ahead = read();
        return next;
    }

    /** Whether there are more, after the first part. */
    boolean hasNext() {
        return ahead != null && !ahead.isEmpty();
    }

    private List<ChangeEvent> read() {
        List<ChangeEvent> events = new ArrayList<>();
        ChangeStream from = changes;
        boolean more = from != null;
        while (from != null && more) {
            ChangeStream.Piece piece = from.next();
            if (piece != null) {
                add(piece, events);
            }
            more = piece != null && (transaction.chunks() == null || events.isEmpty());
        }
        return events;
    }

    private void add(ChangeStream.Piece piece, List<ChangeEvent> events) {
        int index = piece.index();
        for (Change change : piece.changes()) {
            Outcome outcome = outcomes.of(transaction.participants().get(change.participant()).datasource());
            if (goes(change, channel, published) && outcome != null && outcome.committed()) {
                events.add(published.view(event(index, change, outcome)));
            }
            index++;
        }
    }

    private static boolean goes(Change change, String channel, Published published) {
        return change.channel().equals(channel) && published.has(change);
    }

    private ChangeEvent event(int index, Change change, Outcome outcome) {
        TransactionRecord.Metadata metadata = transaction.metadata();
        return new ChangeEvent(logId + ":" + id + ":" + index, logId, id, outcome.token(), index,
                count, channel, change.type(), change.schema(), change.key(), change.partitionKey(), change.operation(),
                change.before(), change.after(), change.changed(), at,
                change.tenant() != null ? change.tenant() : metadata.tenant(), metadata.user(), metadata.traceparent(),
                metadata.requestId(), metadata.reason());
    }

    @Override
    public void close() {
        if (changes != null) {
            changes.close();
        }
    }
}
