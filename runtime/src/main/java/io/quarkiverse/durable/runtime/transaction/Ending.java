package io.quarkiverse.durable.runtime.transaction;

import jakarta.transaction.Status;

/** What may be believed of how a transaction ended (rule R4). */
enum Ending {
    COMMITTED,
    /** COMMIT was not sent, so the database cannot have committed. */
    NOT_SENT,
    /** The slot has to be asked. */
    IN_DOUBT;

    /**
     * <pre>
     * protocol finished   status        ending
     * yes                 COMMITTED     COMMITTED   a local resource says this only after the database's answer
     * yes                 anything else IN_DOUBT    ROLLEDBACK is also said of a commit whose answer was lost
     * no                  COMMITTED     IN_DOUBT    does not happen; if it does, nobody should guess
     * no                  anything else NOT_SENT
     * </pre>
     *
     * @param finished the protocol ran to its end before the completion, so that COMMIT may have been sent
     * @param status of {@link Status}
     */
    static Ending of(boolean finished, int status) {
        boolean committed = status == Status.STATUS_COMMITTED;
        if (finished) {
            return committed ? COMMITTED : IN_DOUBT;
        }
        return committed ? IN_DOUBT : NOT_SENT;
    }
}
