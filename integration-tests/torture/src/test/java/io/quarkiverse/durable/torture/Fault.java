package io.quarkiverse.durable.torture;

import java.time.Duration;

/**
 * One fault of the plan.
 *
 * @param orders that are acknowledged after the fault before it, if they are within reach
 * @param pause after that
 * @param instance whom it hits, where it hits one: 0 or 1
 * @param step of the protocol or the log at which it strikes, and at which of its occurrences, as {@code MARKED:3}; else empty
 * @param length of faults that last
 */
record Fault(int orders, Duration pause, Kind kind, int instance, String step, Duration length) {

    enum Kind {
        /** SIGKILL of the application at a random moment. */
        KILL(14),
        /** SIGKILL of the application at a step. */
        KILL_AT_STEP(30),
        /** SIGKILL of the application, and again at a step of the recovery from it. */
        KILL_IN_RECOVERY(8),
        /** SIGKILL of all processes of the database. */
        KILL_DATABASE(44),
        /** SIGKILL of the database and of all applications. */
        KILL_ALL(14),
        /** All connections to the database are cut. */
        CUT(6),
        /** A COMMIT is carried out, and its answer is lost with the connection. */
        CUT_AFTER_COMMIT(6),
        /** A COMMIT does not arrive, and the connection is gone. */
        CUT_BEFORE_COMMIT(3),
        /** Nothing passes to the database and back, and nothing is closed. */
        SILENCE(2),
        /** The consumer answers nobody, until the log has no room. */
        FULL(4),
        /** The consumer takes messages down, and its connections are cut before it answers. */
        LOSE_ANSWERS(4),
        /** The second instance joins, or leaves in good order. */
        JOIN_OR_LEAVE(5),
        /**
         * The file systems of the logs and the database lose power, and with it all processes; what they had synced is left.
         */
        POWER_LOSS(60),
        /** The file system of the logs has no room, and the consumer answers nobody, until commits are refused. */
        DISK_FULL(8),
        /** The same, and SIGKILL of the application meanwhile. */
        KILL_ON_FULL_DISK(6);

        /** How often it comes, of the sum of all. */
        final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        boolean lasts() {
            return this == SILENCE || this == FULL || this == DISK_FULL || this == KILL_ON_FULL_DISK;
        }

        /** Whether a process ends by it. */
        boolean kills() {
            return switch (this) {
                case KILL, KILL_AT_STEP, KILL_IN_RECOVERY, KILL_DATABASE, KILL_ALL, POWER_LOSS, KILL_ON_FULL_DISK -> true;
                case CUT, CUT_AFTER_COMMIT, CUT_BEFORE_COMMIT, SILENCE, FULL, LOSE_ANSWERS, JOIN_OR_LEAVE, DISK_FULL -> false;
            };
        }

        /** With disks of their own the logs have no budget: there it is the disk that is full. */
        boolean isIn(boolean power) {
            return switch (this) {
                case POWER_LOSS, DISK_FULL, KILL_ON_FULL_DISK -> power;
                case FULL -> !power;
                default -> true;
            };
        }
    }

    @Override
    public String toString() {
        return kind + (step.isEmpty() ? "" : " " + step) + " on " + instance + " after " + orders + " orders and "
                + pause.toMillis() + " ms"
                + (kind.lasts() ? " for " + length.toMillis() + " ms" : "");
    }
}
