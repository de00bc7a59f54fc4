package io.quarkiverse.durable.runtime.devui;

import io.quarkiverse.durable.DurableLog.Phase;
import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;

/** The few characters on the card: the worst that there is to say. */
final class CardLabel {

    private CardLabel() {
    }

    static String of(Status status) {
        if (status.phase() != Phase.SERVING) {
            return switch (status.phase()) {
                case WAITING_FOR_DATABASE -> "no database";
                case FAILED -> "failed";
                case STARTING -> "starting";
                case RECOVERING -> "recovering";
                case STOPPED, SERVING -> "stopped";
            };
        }
        if (!status.inDoubt().isEmpty()) {
            return status.inDoubt().size() + " in doubt";
        }
        long lag = status.sinks().stream().mapToLong(Sink::lag).max().orElse(0);
        return "lag " + lag;
    }
}
