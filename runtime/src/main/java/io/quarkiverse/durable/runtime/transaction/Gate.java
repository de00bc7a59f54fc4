package io.quarkiverse.durable.runtime.transaction;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.DurableLog.Phase;

/** Whether transactions are admitted. A failure is final until the restart. */
public final class Gate {

    private record State(Phase phase, String detail) {
    }

    private volatile State state = new State(Phase.STARTING, "The log is being opened");

    public DurableLog.Phase phase() {
        return state.phase();
    }

    public String detail() {
        return state.detail();
    }

    public boolean isOpen() {
        return state.phase() == Phase.SERVING;
    }

    /** Moves on, unless something failed. */
    public synchronized void move(Phase phase, String detail) {
        if (state.phase() != Phase.FAILED || phase == Phase.STOPPED) {
            state = new State(phase, detail);
        }
    }

    /** Refuses everything from now on. */
    public synchronized void fail(String why) {
        if (state.phase() != Phase.FAILED && state.phase() != Phase.STOPPED) {
            state = new State(Phase.FAILED, why);
        }
    }

    void check() {
        State now = state;
        switch (now.phase()) {
            case SERVING:
                return;
            case FAILED:
                throw new DurableException("DURABLE-0102",
                        "Changes of durable entities are refused until a restart. " + now.detail());
            default:
                throw new DurableException("DURABLE-0101", "Changes of durable entities are not admitted now ("
                        + now.phase() + "): " + now.detail() + ". Try again later.");
        }
    }
}
