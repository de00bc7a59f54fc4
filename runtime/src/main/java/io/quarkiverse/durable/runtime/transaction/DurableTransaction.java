package io.quarkiverse.durable.runtime.transaction;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.transaction.Synchronization;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.ChangeBuffer;
import io.quarkiverse.durable.runtime.journal.Change;

/**
 * One JTA transaction that changed something durable: collects its changes and runs the protocol as the last of its
 * interposed synchronisations (rule R6).
 */
final class DurableTransaction implements Synchronization {

    /*
     * CAPTURING ─► COMMITTING ─► FINISHED ─► ENDED the usual way
     * │ │ └──────► ENDED rolled back by somebody else after our part, or in doubt
     * │ └───────────────────► ENDED our part failed, or the reaper ended the transaction while it ran
     * └─────────────────────────────────► ENDED rolled back before the commit began
     *
     * afterCompletion may come on the reaper's thread when the transaction times out, while the application's thread is in
     * COMMITTING. Then that thread finds ENDED when it wants to go on, and cleans up. The reaper may also have rolled back
     * already and wait
     * for our part to end: then the mark finds that it is no longer inside the transaction, and fails.
     */
    private enum Phase {
        CAPTURING,
        COMMITTING,
        FINISHED,
        FAILED,
        ENDED
    }

    private final CommitProtocol protocol;
    private final long beganAt;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CAPTURING);
    private final ChangeBuffer buffer = new ChangeBuffer();
    private @Nullable String datasource;
    private volatile @Nullable Attempt attempt;

    DurableTransaction(CommitProtocol protocol, long beganAt) {
        this.protocol = protocol;
        this.beganAt = beganAt;
    }

    /** Adds a change that was written to {@code to}; null for an explicit event, which goes with the others. */
    synchronized void add(@Nullable String to, Change change) {
        if (phase.get() != Phase.CAPTURING) {
            throw new DurableException("DURABLE-0112", "A change of " + change.type() + " " + change.key()
                    + " came after the durable part of its transaction was complete, or after the transaction ended."
                    + " A synchronisation that flushes during the commit must be registered before the last flush; the transaction is"
                    + " rolled back.");
        }
        if (to != null && datasource != null && !to.equals(datasource)) {
            throw new DurableException("DURABLE-0113", "The transaction changed durable entities on datasource " + datasource
                    + " and now on " + to
                    + ". One transaction may change durable entities of one datasource; the transaction is"
                    + " rolled back.");
        }
        if (to != null) {
            datasource = to;
        }
        buffer.add(change);
    }

    @Override
    public void beforeCompletion() {
        protocol.registerLast(new Synchronization() {
            @Override
            public void beforeCompletion() {
                commit();
            }

            @Override
            public void afterCompletion(int status) {
                // the first registration hears it
            }
        });
    }

    private void commit() {
        List<Change> changes;
        String on;
        synchronized (this) {
            if (!phase.compareAndSet(Phase.CAPTURING, Phase.COMMITTING)) {
                throw new DurableException("DURABLE-0115",
                        "The transaction ended before its commit, most likely by its time-out");
            }
            changes = buffer.changes();
            on = datasource;
        }
        if (changes.isEmpty()) {
            phase.compareAndSet(Phase.COMMITTING, Phase.ENDED);
            return;
        }
        Attempt running = protocol.attempt(on, changes, beganAt);
        attempt = running;
        try {
            running.run(() -> phase.get() == Phase.COMMITTING);
        } catch (RuntimeException | Error e) {
            if (!phase.compareAndSet(Phase.COMMITTING, Phase.FAILED)) {
                running.ended(Ending.NOT_SENT, "the transaction ended on another thread while it was being made durable");
            }
            throw e;
        }
        if (!phase.compareAndSet(Phase.COMMITTING, Phase.FINISHED)) {
            running.ended(Ending.NOT_SENT, "the transaction ended on another thread while it was being made durable");
            throw new DurableException("DURABLE-0115",
                    "The transaction ended while it was being made durable, most likely by its"
                            + " time-out; it is rolled back");
        }
    }

    @Override
    public void afterCompletion(int status) {
        Phase before = phase.getAndSet(Phase.ENDED);
        Attempt running = attempt;
        if (running == null || before == Phase.ENDED || before == Phase.COMMITTING) {
            // while COMMITTING, the thread that runs the attempt finds ENDED and cleans up
            return;
        }
        running.ended(Ending.of(before == Phase.FINISHED, status),
                "the transaction manager reported " + JtaStatus.name(status));
    }
}
