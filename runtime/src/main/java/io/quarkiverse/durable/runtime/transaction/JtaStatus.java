package io.quarkiverse.durable.runtime.transaction;

import jakarta.transaction.Status;

/** The JTA status codes. */
final class JtaStatus {

    private JtaStatus() {
    }

    /** Whether a transaction with this status has ended, so that nothing is left but to tell. */
    static boolean isOver(int status) {
        switch (status) {
            case Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK, Status.STATUS_NO_TRANSACTION, Status.STATUS_UNKNOWN:
                return true;
            default:
                return false;
        }
    }

    static String name(int status) {
        switch (status) {
            case Status.STATUS_COMMITTED:
                return "committed";
            case Status.STATUS_ROLLEDBACK:
                return "rolled back";
            case Status.STATUS_UNKNOWN:
                return "unknown";
            default:
                return "status " + status;
        }
    }
}
