package io.quarkiverse.durable.wal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A segmented write-ahead log in one directory, held by one process.
 *
 * <p>
 * All methods may be called from any thread. One thread at a time writes: one that waits for its record anyway, or one of the
 * log's own.
 * After a failed write or sync the log is poisoned: every waiter and every later append fails with
 * {@link WalException.Poisoned} until it is closed and opened again, which recovers.
 */
public interface Wal extends AutoCloseable {

    /** Set in a record type that a reader must understand; a reader stops at an unknown one and skips one without the bit. */
    int REQUIRED = 0x8000;

    /** Longest name of a note. */
    int NOTE_NAME_MAX = 200;
    /** Most numbers in a note. */
    int NOTED_MAX = 8;
    /** Most notes of a log. */
    int NOTES_MAX = 1000;
    /** Longest name of an attachment. */
    int ATTACHMENT_NAME_MAX = 50;
    /** Largest attachment, in bytes. */
    int ATTACHMENT_BYTES_MAX = 8 << 20;

    /** Identity of the log, made with its directory. */
    UUID logId();

    /** Number of this opening of the directory, at least 1 and higher than every earlier opening's. */
    long epoch();

    /**
     * Takes a record into the log: its LSN is assigned at once, in the order of the calls, and the write begins.
     * Nothing is durable on return; see {@link Ticket}.
     *
     * @param type 1 to 0x7FFF, with {@link #REQUIRED} added where a reader must understand the record
     * @param payload from position to limit, at most {@link WalOptions#recordBytesMax()} bytes; neither they nor position and
     *        limit may change until the ticket is done
     * @throws WalException.TooLarge the payload is over the limit; no LSN was taken
     * @throws WalException.Full no room for another segment, on the disk or within the budget; no LSN was taken, later appends
     *         may succeed
     * @throws WalException.Poisoned an earlier write failed
     * @throws WalException.Closed the log is closed
     */
    Ticket append(int type, ByteBuffer payload);

    /** Payload of a record that {@link #append(int, ByteBuffer, int)} keeps room for, in bytes. */
    int SMALL_RECORD_BYTES = 512;

    /**
     * As {@link #append(int, ByteBuffer)}, but only where there is also room for small records that have to follow, and
     * without which the log could not be released again: they find it even when the budget is used up and the disk is full.
     *
     * @param following how many records of up to {@link #SMALL_RECORD_BYTES} bytes, appended without this method, are to find
     *        room after it, those included that earlier calls named and that are still to come. At least 0; what one segment
     *        cannot hold beside this record is not kept for them
     */
    Ticket append(int type, ByteBuffer payload, int following);

    /**
     * Appends a record and waits until it and everything before it is durable. Cheaper than {@link #append} and
     * {@link Ticket#await()} where there is nothing to do in between: nobody is woken to write what this thread can write.
     * Interrupts are kept and have no effect.
     *
     * @return its LSN
     * @throws WalException as {@link #append} and {@link Ticket#await()}
     */
    Lsn appendDurable(int type, ByteBuffer payload);

    /**
     * Makes the next LSN at least {@code floor + 1}. The jump starts a new segment, which records it. Does nothing when the
     * next LSN is there already. To be called before the first append.
     */
    void raiseFloor(Lsn floor);

    /** LSN of the last record appended, durable or not; {@link Lsn#NONE} or the floor when there is none. */
    Lsn lastLsn();

    /** Every record up to and including this one is durable. */
    Lsn durableLsn();

    /** The lowest LSN that is still kept; one above {@link #lastLsn()} when nothing is. */
    Lsn firstLsn();

    /**
     * Streams records from {@code from} on in constant memory, only durable ones, and waits for those to come.
     *
     * @throws WalException.BelowFloor {@code from} was truncated; the message names it and {@link #firstLsn()}
     */
    WalReader read(Lsn from);

    /**
     * The durable position of a consumer, created at {@code initial} (and made durable) if it does not exist. Records above a
     * cursor's <em>saved</em> position are kept.
     *
     * @param name 1 to 200 characters
     */
    Cursor cursor(String name, Lsn initial);

    /** All cursors that exist, used in this opening or not. */
    List<Cursor> cursors();

    /** Removes a cursor for good, and its hold with it. Durable on return. */
    void dropCursor(String name);

    /**
     * Keeps all records from {@code from} on until the hold is moved or released. In memory only: a hold does not survive a
     * restart.
     */
    Hold hold(String name, Lsn from);

    /** What was last put down under this name by {@link #note}; empty if nothing ever was. */
    List<Long> noted(String name);

    /**
     * Puts numbers down under a name, in place of those that are there. They belong to the directory and not to its records:
     * they survive crashes, truncation and any number of openings. Durable on return. For what is rare: each call writes and
     * syncs a small file.
     *
     * @param name 1 to {@value #NOTE_NAME_MAX} characters
     * @param numbers at most {@value #NOTED_MAX}, none negative
     * @throws IllegalArgumentException name or numbers are out of bounds, or there are {@value #NOTES_MAX} other names
     * @throws WalException.Full no room; what was noted before stands
     * @throws WalException.Inaccessible the file cannot be written; the next opening finds the old or the new numbers
     * @throws WalException.Closed the log is closed
     */
    void note(String name, List<Long> numbers);

    /**
     * What was last attached under this name; null if nothing ever was. Reads a file.
     *
     * @throws IllegalArgumentException the name is out of bounds
     * @throws WalException.Corrupt the file is damaged
     * @throws WalException.UnsupportedVersion a newer version has written it
     * @throws WalException.Inaccessible the file cannot be read
     */
    @Nullable
    ByteBuffer attached(String name);

    /**
     * Keeps bytes with the log under a name, in place of those that are there: for what explains its records. They belong to
     * the directory and not to its records, as a {@linkplain #note note} does, and are not encrypted. Durable on return. For
     * what is rare: each call writes and syncs a file.
     *
     * @param name 1 to {@value #ATTACHMENT_NAME_MAX} characters: a to z, 0 to 9, hyphen
     * @param content from position to limit, at most {@value #ATTACHMENT_BYTES_MAX} bytes
     * @throws IllegalArgumentException name or content are out of bounds
     * @throws WalException.Full no room; what was attached before stands
     * @throws WalException.Inaccessible the file cannot be written; the next opening finds the old or the new bytes
     * @throws WalException.Closed the log is closed
     */
    void attach(String name, ByteBuffer content);

    /**
     * Deletes or recycles the segments that lie wholly below every cursor and hold. The log does so itself when cursors are
     * saved.
     */
    void truncate();

    /**
     * Asks for the keys of the encryption again. If another key is active, records go to a new segment with it as soon as there
     * is a file for one. Does nothing without encryption. Blocks as long as whoever gives the keys; the log goes on meanwhile.
     *
     * @throws WalException.InvalidOption a key is missing that a segment needs, or is another one; the keys stay as they were
     * @throws WalException.KeysUnavailable whoever gives the keys failed; the keys stay as they were
     */
    void refreshKeys();

    WalStatus status();

    /** Writes what was appended, saves the cursors, releases the directory. Waits at most a bounded time for the writer. */
    @Override
    void close();

    /** One append on its way to the disk. */
    interface Ticket {

        Lsn lsn();

        /**
         * Waits until the record and everything before it is durable.
         *
         * @throws WalException why this record is not durable; each waiter gets its own outcome
         */
        void await();

        /**
         * Calls {@code then} with null when durable, or the failure: at once, or on the thread that writes, which may be that
         * of another appender. Nothing is written until it returns, so it must not block, append or wait for a ticket. What
         * it throws goes to that thread's handler of uncaught exceptions.
         */
        void whenDone(java.util.function.Consumer<@Nullable WalException> then);

        boolean isDone();
    }

    /** The position up to which one consumer has acknowledged everything. */
    interface Cursor {

        String name();

        /** Everything up to and including this LSN is acknowledged, as far as this process knows. */
        Lsn position();

        /** What is on the disk; at most {@link #position()}. */
        Lsn savedPosition();

        /**
         * Moves the position up; a lower one is ignored. In memory; saved soon after, see
         * {@link WalOptions#cursorSaveInterval()}.
         */
        void advance(Lsn acknowledged);

        /** Makes the position durable before it returns. */
        void save();
    }

    /** Keeps records from being truncated. */
    interface Hold extends AutoCloseable {

        String name();

        /** Every record from here on is kept. */
        Lsn from();

        /** Moves the hold up. */
        void move(Lsn from);

        @Override
        void close();
    }
}
