package io.quarkiverse.durable.runtime.journal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalReader;
import io.quarkiverse.durable.wal.WalRecord;

/**
 * The changes of one transaction in their order, in bounded pieces: those in chunks are read from the log again, then come
 * those of its record. Used by one thread at a time; {@link #close()} may come from any.
 */
final class ChangeStream implements AutoCloseable {

    /** Changes of a piece, at most. */
    static final int PIECE_MAX = 256;

    private final long transaction;
    private final TransactionRecord record;
    private final @Nullable WalReader reader;
    private int chunksLeft;
    private List<Change> current = List.of();
    private int at;
    private int index;
    private boolean own;

    /**
     * @param index of the first change in the transaction
     * @param changes each with its participant
     */
    record Piece(int index, List<Change> changes) {
    }

    ChangeStream(Wal wal, long transaction, TransactionRecord record) {
        this.transaction = transaction;
        this.record = record;
        Chunks chunks = record.chunks();
        this.chunksLeft = chunks == null ? 0 : chunks.count();
        this.reader = chunks == null ? null : wal.read(Lsn.of(chunks.first()));
    }

    /** The next piece, or null at the end. */
    @Nullable
    Piece next() {
        while (at == current.size()) {
            if (chunksLeft > 0) {
                current = nextChunk();
            } else if (!own) {
                own = true;
                checkTotal();
                current = record.changes();
            } else {
                return null;
            }
            at = 0;
        }
        int to = Math.min(current.size(), at + PIECE_MAX);
        Piece piece = new Piece(index, current.subList(at, to));
        index += to - at;
        at = to;
        return piece;
    }

    private List<Change> nextChunk() {
        Chunks chunks = Objects.requireNonNull(record.chunks());
        WalReader from = Objects.requireNonNull(reader);
        for (WalRecord each = from.next(Duration.ZERO); each != null
                && each.lsn().value() <= chunks.last(); each = from.next(Duration.ZERO)) {
            if (each.type() == RecordType.CHUNK && (each.lsn().value() == chunks.first()
                    || Decoded.of(each, JournalCodec::firstNumber) == chunks.first())) {
                return checked(Decoded.of(each, ChunkCodec::decode), chunks);
            }
        }
        throw incomplete("chunk " + (chunks.count() - chunksLeft) + " is not there");
    }

    private List<Change> checked(Chunk chunk, Chunks chunks) {
        if (chunk.number() != chunks.count() - chunksLeft || chunk.before() != index) {
            throw incomplete("chunk " + chunk.number() + " with the changes from " + chunk.before()
                    + " on stands in place of chunk " + (chunks.count() - chunksLeft) + " with those from " + index + " on");
        }
        chunksLeft--;
        return chunk.changes().stream()
                .map(change -> change.participant() == Change.ANY ? change.of(chunks.participantOfEvents()) : change).toList();
    }

    private void checkTotal() {
        if (index != record.changesInChunks()) {
            throw incomplete("they have " + index + " changes and not " + record.changesInChunks());
        }
    }

    private DurableException incomplete(String what) {
        return new DurableException("DURABLE-0212", "The chunks of transaction " + transaction
                + " in the log are not as its record says: " + what
                + ". Nothing of it is left out: restore the log directory from a copy, or report this.");
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
