package io.quarkiverse.durable.runtime.transaction;

/**
 * Where a transaction is on its way, and what is owed when something happens to it. Each transaction that has a record becomes
 * due exactly once, whoever comes first: the thread that commits, the transaction manager's, perhaps the reaper's, or the
 * watch.
 *
 * <pre>
 *             COMMIT_BEGINS  NOTHING_TO_DO  PROTOCOL_RAN     PROTOCOL_FAILED  COMPLETED        OVERDUE
 * CAPTURING   COMMITTING     –              –                –                ENDED            –
 * COMMITTING  –              ENDED          FINISHED         FAILED           ABANDONED        ENDED, ask
 * ABANDONED   –              ENDED          ENDED, not sent  ENDED, not sent  –                ENDED, ask
 * FINISHED    –              –              –                –                ENDED, as said   ENDED, ask
 * FAILED      –              –              –                –                ENDED, as said   ENDED, ask
 * ENDED       –              –              –                –                –                –
 * </pre>
 */
enum Passage {
    /** Changes are collected. */
    CAPTURING,
    /** The protocol runs; COMMIT has not been sent, and will not be unless it becomes FINISHED. */
    COMMITTING,
    /** The transaction was completed, by the reaper, while the protocol runs: the thread that runs it cleans up. */
    ABANDONED,
    /** The protocol has run to its end: COMMIT may have been sent. */
    FINISHED,
    /** The protocol has failed, so the transaction manager rolls back. */
    FAILED,
    /** Nothing is owed any more. */
    ENDED;

    enum Turn {
        COMMIT_BEGINS,
        NOTHING_TO_DO,
        PROTOCOL_RAN,
        PROTOCOL_FAILED,
        /** The transaction manager said how it ended. */
        COMPLETED,
        /** The transaction manager did not say how it ended, and should have. */
        OVERDUE
    }

    enum Duty {
        NONE,
        /** COMMIT was never sent: rolled back. */
        NOT_SENT,
        /** What the transaction manager said decides: {@link Ending}. */
        AS_SAID,
        /** The slot has to be asked. */
        ASK
    }

    record Next(Passage from, Passage passage, Duty duty) {
    }

    Next on(Turn turn) {
        switch (this) {
            case CAPTURING:
                return turn == Turn.COMMIT_BEGINS ? to(COMMITTING) : turn == Turn.COMPLETED ? to(ENDED) : to(this);
            case COMMITTING:
                return onCommitting(turn);
            case ABANDONED:
                return onAbandoned(turn);
            case FINISHED, FAILED:
                return turn == Turn.COMPLETED ? new Next(this, ENDED, Duty.AS_SAID)
                        : turn == Turn.OVERDUE ? new Next(this, ENDED, Duty.ASK) : to(this);
            case ENDED:
                break;
        }
        return to(this);
    }

    private Next onCommitting(Turn turn) {
        switch (turn) {
            case NOTHING_TO_DO:
                return to(ENDED);
            case PROTOCOL_RAN:
                return to(FINISHED);
            case PROTOCOL_FAILED:
                return to(FAILED);
            case COMPLETED:
                return to(ABANDONED);
            case OVERDUE:
                return new Next(this, ENDED, Duty.ASK);
            case COMMIT_BEGINS:
                break;
        }
        return to(COMMITTING);
    }

    private Next onAbandoned(Turn turn) {
        switch (turn) {
            case NOTHING_TO_DO:
                return to(ENDED);
            case PROTOCOL_RAN, PROTOCOL_FAILED:
                return new Next(this, ENDED, Duty.NOT_SENT);
            case OVERDUE:
                return new Next(this, ENDED, Duty.ASK);
            case COMMIT_BEGINS, COMPLETED:
                break;
        }
        return to(ABANDONED);
    }

    private Next to(Passage passage) {
        return new Next(this, passage, Duty.NONE);
    }
}
