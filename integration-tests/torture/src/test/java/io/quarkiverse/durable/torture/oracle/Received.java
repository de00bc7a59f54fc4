package io.quarkiverse.durable.torture.oracle;

import org.jspecify.annotations.Nullable;

/**
 * One message, as the recorder took it down.
 *
 * @param connection over which it came, numbered from 1 in the order in which the recorder read them, of one log
 * @param log identity of the log that sent it
 * @param transaction its number in that log
 * @param index place in the transaction, from 0
 * @param count events of the transaction
 * @param token that orders the changes of a row
 * @param key events of one log with the same key must come in the order of their transactions
 * @param marker that the message itself names; null where it shows nothing that its transaction wrote
 * @param change null for an explicit event
 * @param number of an explicit event among those of its transaction, as the application counted when it appended them; else 0
 * @param digest of all that must be the same in each delivery
 */
public record Received(int connection, String log, long transaction, int index, int count, long token, String key,
        @Nullable String marker, @Nullable Change change, int number, long digest) {

    String id() {
        return log + ":" + transaction + ":" + index;
    }

    /** In which the log keeps an order. */
    String stream() {
        return log + " " + key;
    }

    String transactionId() {
        return log + ":" + transaction;
    }
}
