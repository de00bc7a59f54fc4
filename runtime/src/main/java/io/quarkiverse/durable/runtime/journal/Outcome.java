package io.quarkiverse.durable.runtime.journal;

/**
 * How a transaction ended on one datasource.
 *
 * @param token value that orders this commit among those of the same row; 0 if it did not commit
 */
public record Outcome(long transaction, String datasource, Result result, long token, Evidence evidence) {

    /** Codes are written to the log. */
    public enum Result {
        COMMITTED(1),
        ROLLED_BACK(2);

        final int code;

        Result(int code) {
            this.code = code;
        }
    }

    /** How the outcome is known. Codes are written to the log. */
    public enum Evidence {
        /** The transaction manager said so, and may be believed (rule R4). */
        REPORTED(1),
        /** COMMIT was never sent. */
        NOT_SENT(2),
        /** The slot row said so. */
        SLOT(3),
        /** The database does not know this log and the policy is to start afresh. */
        ABANDONED(4);

        final int code;

        Evidence(int code) {
            this.code = code;
        }
    }

    public boolean committed() {
        return result == Result.COMMITTED;
    }
}
