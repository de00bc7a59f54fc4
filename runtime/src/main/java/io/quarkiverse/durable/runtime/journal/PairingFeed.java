package io.quarkiverse.durable.runtime.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * Brings each transaction together with its outcomes, one for each of its databases, which stand later in the log.
 */
final class PairingFeed implements CommittedFeed {

    /*
     * Transactions wait in LSN order for their outcomes, which usually are a few records ahead. The window of waiting
     * transactions is bounded in number; payloads beyond a bound in bytes are dropped and read again when their turn comes.
     *
     * A head that waits too long is passed: if it has events for the channel, their keys are reported in its place, and it is
     * asked after whenever somebody asks us; if not, its outcome does not matter here. As many as the window holds can be in
     * that state. A large transaction with more events for the channel than the window of the sink holds is not passed: with
     * its keys in the window nobody else would have room. If the window is full and its head may not be passed, we wait until
     * the journal says that its outcome was appended and search for it.
     */
    static final int WAITING_MAX = 4096;
    static final long WAITING_BYTES_MAX = 8 << 20;

    private final Journal journal;
    private final JournalCodec codec;
    private final String channel;
    private final long passAfterNanos;
    private final int passedEventsMax;
    private final WalReader reader;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Waiting> waitingByLsn = new HashMap<>();
    private final Deque<Passed> passed = new ArrayDeque<>();
    private Lsn reported;
    private long waitingBytes;
    /** Of the head, if it is large and has committed. */
    private volatile @Nullable EventStream parts;

    PairingFeed(Journal journal, JournalCodec codec, String channel, Lsn position, Passing passing) {
        this.journal = journal;
        this.codec = codec;
        this.channel = channel;
        this.passAfterNanos = passing.after().toNanos();
        this.passedEventsMax = passing.eventsMax();
        this.reported = position;
        passing.already().forEach(this::passedBefore);
        this.reader = journal.wal().read(position.next());
    }

    private void passedBefore(Lsn lsn) {
        passed.add(new Passed(lsn, lsn.next(), new Outcomes(Decoded.of(readAgain(lsn), codec::participants))));
    }

    private static final class Waiting {
        final Lsn lsn;
        final int bytes;
        final long sinceNanos = System.nanoTime();
        @Nullable
        WalRecord record;
        final Outcomes outcomes;
        boolean tooLargeToPass;

        Waiting(WalRecord record, Outcomes outcomes, boolean keep) {
            this.outcomes = outcomes;
            this.lsn = record.lsn();
            this.record = keep ? record.copy() : null;
            this.bytes = keep ? record.payload().remaining() : 0;
        }
    }

    /** @param from those of its outcomes that are not known do not stand before this */
    private record Passed(Lsn lsn, Lsn from, Outcomes outcomes) {
    }

    @Override
    public @Nullable Item next(Duration patience) {
        while (true) {
            Item step = step();
            if (step != null) {
                return step;
            }
            boolean full = waiting.size() >= WAITING_MAX;
            if (!full && read(Duration.ZERO)) {
                continue;
            }
            Waiting head = waiting.peekFirst();
            Duration wait = patience;
            if (head != null && mayPass(head)) {
                long left = passAfterNanos - (System.nanoTime() - head.sinceNanos);
                if (left <= 0) {
                    Item passing = pass(head);
                    if (passing != null) {
                        return passing;
                    }
                    continue;
                }
                wait = left < patience.toNanos() ? Duration.ofNanos(left) : patience;
            }
            if (!(full ? resolveHead(wait) : read(wait)) && wait.equals(patience)) {
                return null;
            }
        }
    }

    private @Nullable Item step() {
        Item decision = nextDecision();
        if (decision != null) {
            return decision;
        }
        EventStream going = parts;
        if (going != null) {
            return part(going);
        }
        Waiting head = waiting.peekFirst();
        if (head == null) {
            return reader.position().isAfter(reported) ? report(new Item(reader.position(), List.of())) : null;
        }
        if (!head.outcomes.complete()) {
            return null;
        }
        if (!head.outcomes.anyCommitted()) {
            return forward(head, List.of());
        }
        EventStream begun = EventStream.of(journal, codec, channel, record(head), head.outcomes);
        parts = begun;
        return part(begun);
    }

    private Item part(EventStream going) {
        Waiting head = waiting.getFirst();
        List<ChangeEvent> events = going.next();
        if (going.hasNext()) {
            return Item.part(head.lsn, events);
        }
        parts = null;
        going.close();
        return forward(head, events);
    }

    private Item forward(Waiting head, List<ChangeEvent> events) {
        removeHead();
        return report(new Item(head.lsn, events));
    }

    private boolean read(Duration patience) {
        WalRecord record = reader.next(patience);
        if (record != null) {
            accept(record);
        }
        return record != null;
    }

    /** Only what lacks an outcome in the log, read or unread. */
    private boolean mayPass(Waiting head) {
        return !head.tooLargeToPass && passed.size() < WAITING_MAX && journal.isOpen(head.lsn);
    }

    private @Nullable Item pass(Waiting head) {
        TransactionRecord transaction = Decoded.of(record(head), codec::decodeTransaction);
        if (transaction.chunks() != null && transaction.count(channel) > passedEventsMax) {
            head.tooLargeToPass = true;
            return null;
        }
        List<String> keys = EventStream.keys(journal, head.lsn, transaction, channel);
        removeHead();
        if (keys.isEmpty()) {
            return report(new Item(head.lsn, List.of()));
        }
        passed.add(new Passed(head.lsn, reader.position().next(), head.outcomes));
        return report(Item.passed(head.lsn, keys));
    }

    @Override
    public @Nullable Item nextDecision() {
        for (Iterator<Passed> each = passed.iterator(); each.hasNext();) {
            Passed candidate = each.next();
            if (!journal.isOpen(candidate.lsn())) {
                Outcomes outcomes = candidate.outcomes();
                journal.findOutcomes(candidate.lsn(), candidate.from(), outcomes);
                if (outcomes.complete()) {
                    each.remove();
                    return Item.decided(candidate.lsn(),
                            outcomes.anyCommitted() ? EventStream.all(journal, codec, channel,
                                    readAgain(candidate.lsn()), outcomes) : List.of());
                }
            }
        }
        return null;
    }

    private void removeHead() {
        Waiting head = waiting.removeFirst();
        waitingByLsn.remove(head.lsn.value());
        waitingBytes -= head.bytes;
    }

    private Item report(Item item) {
        reported = item.lsn();
        return item;
    }

    private void accept(WalRecord record) {
        RecordType.check(record);
        if (record.type() == RecordType.TRANSACTION) {
            await(record, new Outcomes(Decoded.of(record, codec::participants)));
        } else if (record.type() == RecordType.ADOPTED) {
            await(record, Outcomes.all(Decoded.of(record, codec::decodeAdopted).committed()));
        } else if (record.type() == RecordType.OUTCOME) {
            Outcome outcome = Decoded.of(record, codec::decodeOutcome);
            Waiting entry = waitingByLsn.get(outcome.transaction());
            if (entry != null) {
                entry.outcomes.add(outcome);
            }
        }
    }

    private void await(WalRecord record, Outcomes outcomes) {
        Waiting entry = new Waiting(record, outcomes, waitingBytes < WAITING_BYTES_MAX);
        waitingBytes += entry.bytes;
        waiting.addLast(entry);
        waitingByLsn.put(entry.lsn.value(), entry);
    }

    private boolean resolveHead(Duration patience) {
        Waiting head = waiting.getFirst();
        if (!journal.awaitOutcomes(head.lsn, patience)) {
            return false;
        }
        journal.findOutcomes(head.lsn, reader.position().next(), head.outcomes);
        // if not: appended, but not durable yet, so not readable
        return head.outcomes.complete();
    }

    private WalRecord record(Waiting entry) {
        WalRecord kept = entry.record;
        return kept != null ? kept : readAgain(entry.lsn);
    }

    private WalRecord readAgain(Lsn lsn) {
        try (WalReader again = journal.wal().read(lsn)) {
            WalRecord record = again.next(Duration.ZERO);
            if (record == null || !record.lsn().equals(lsn)) {
                throw new IllegalStateException("Record " + lsn + " was read once and is not in the log now");
            }
            return record.copy();
        }
    }

    @Override
    public void close() {
        reader.close();
        EventStream going = parts;
        if (going != null) {
            going.close();
        }
    }

    /** For tests of the bounds. */
    int waitingCount() {
        return waiting.size();
    }
}
