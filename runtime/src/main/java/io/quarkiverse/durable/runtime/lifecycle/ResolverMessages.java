package io.quarkiverse.durable.runtime.lifecycle;

import java.time.Duration;
import java.time.Instant;

import io.quarkiverse.durable.DurableLog.InDoubt;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.transaction.Resolver;

/** Tells people of transactions in doubt. */
final class ResolverMessages implements Resolver.Events {

    @Override
    public void inDoubt(long transaction, String datasource, int slot, String why) {
        DurableMessages.LOG.inDoubt(transaction, datasource, why, slot);
    }

    @Override
    public void resolved(InDoubt was, boolean committed, String evidence) {
        DurableMessages.LOG.resolved(was.transactionId(), was.datasource(), was.why(),
                committed ? "committed" : "not committed", evidence, Duration.between(was.since(), Instant.now()).toMillis(),
                was.attempts());
    }

    @Override
    public void unresolved(long transaction, String datasource, int attempts, Throwable why) {
        DurableMessages.LOG.unresolved(transaction, datasource, attempts, String.valueOf(why.getMessage()));
    }

    @Override
    public void overdue(InDoubt transaction) {
        String consequence = switch (transaction.consequence()) {
            case NONE -> "nothing changes";
            case NOT_READY -> "this instance is not ready (quarkus.durable.in-doubt.policy=wait)";
            case KEYS_REFUSED -> "transactions that change the same keys are refused (quarkus.durable.in-doubt.policy=refuse)";
        };
        String lastError = transaction.lastError() == null ? "it has not ended" : transaction.lastError();
        DurableMessages.LOG.overdue(transaction.transactionId(), transaction.datasource(), transaction.since().toString(),
                transaction.why(), lastError, consequence);
    }
}
