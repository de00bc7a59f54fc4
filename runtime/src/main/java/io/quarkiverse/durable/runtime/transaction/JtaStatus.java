package io.quarkiverse.durable.runtime.transaction;

import jakarta.transaction.Status;

/** Names of the JTA status codes, for messages. */
final class JtaStatus {

    private JtaStatus() {
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
