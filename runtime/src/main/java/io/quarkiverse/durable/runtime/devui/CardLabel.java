package io.quarkiverse.durable.runtime.devui;

import java.util.OptionalLong;

import io.quarkiverse.durable.DurableLog.Sink;
import io.quarkiverse.durable.DurableLog.Status;

/** The few characters on the card: the worst that there is to say. */
final class CardLabel {

    private CardLabel() {
    }

    static String of(Status status) {
        return switch (status.phase()) {
            case STARTING -> "starting";
            case RECOVERING -> "recovering";
            case WAITING_FOR_DATABASE -> "no database";
            case SERVING -> serving(status);
            case FAILED -> "failed";
            case STOPPED -> "stopped";
        };
    }

    private static String serving(Status status) {
        if (!status.inDoubt().isEmpty()) {
            return status.inDoubt().size() + " in doubt";
        }
        OptionalLong lag = status.sinks().stream().mapToLong(Sink::lag).max();
        return lag.isPresent() ? "lag " + lag.getAsLong() : "no sink";
    }
}
