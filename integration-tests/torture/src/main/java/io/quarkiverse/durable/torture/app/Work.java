package io.quarkiverse.durable.torture.app;

import java.util.List;
import java.util.Locale;

import io.vertx.core.http.HttpServerRequest;

/**
 * One transaction, as a client ordered it.
 *
 * @param marker unique; chosen by the client
 * @param accounts those that it touches, each once
 * @param event whether it appends explicit events
 * @param note what it writes into each row
 */
record Work(String marker, Kind kind, List<Long> accounts, long amount, boolean event, String note, End end) {

    /**
     * What it does. The first account is the one that the words name; whichever is closed is opened first, with nothing in it.
     */
    enum Kind {
        /** Gives all accounts the amount. */
        FOUND,
        /**
         * Moves the amount from the first account to the second, a third is only written to; rows are locked when they are
         * read.
         */
        TRANSFER,
        /** The same without locks: whoever comes second fails. */
        OPTIMISTIC,
        /** Deletes the account and moves all that it has to the second. */
        CLOSE,
        /** Deletes the account and inserts it again, without the amount, which goes to the second. */
        REPLACE
    }

    /** How it is meant to end. */
    enum End {
        COMMIT,
        /** The application decides so after everything was written. */
        ROLLBACK,
        /** The application fails. */
        FAIL,
        /** When the record is durable already, and COMMIT would come next. */
        LATE_ROLLBACK
    }

    static Work of(HttpServerRequest request) {
        return new Work(request.getParam("marker"), Kind.valueOf(request.getParam("kind").toUpperCase(Locale.ROOT)),
                java.util.Arrays.stream(request.getParam("accounts").split(",", -1)).map(Long::valueOf).toList(),
                Long.parseLong(request.getParam("amount")), Boolean.parseBoolean(request.getParam("event")),
                "n".repeat(Integer.parseInt(request.getParam("note"))),
                End.valueOf(request.getParam("end").toUpperCase(Locale.ROOT)));
    }
}
