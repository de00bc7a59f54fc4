package io.quarkiverse.durable.torture.app;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkiverse.durable.spi.ProtocolListener;

/** Says, once in each process, that a commit did not wait for the log. */
@Singleton
public class StagingWitness implements ProtocolListener {

    private static final Logger LOG = Logger.getLogger(StagingWitness.class);

    private final AtomicBoolean said = new AtomicBoolean();

    @Override
    public void on(Step step, long transactionId) {
        if (step == Step.STAGED && said.compareAndSet(false, true)) {
            LOG.infof("First staged transaction: %d", transactionId);
        }
    }
}
