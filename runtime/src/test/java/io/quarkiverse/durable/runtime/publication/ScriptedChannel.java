package io.quarkiverse.durable.runtime.publication;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quarkiverse.durable.ChangeEvent;

/** A channel whose answers the test gives, by hand or by rule. */
final class ScriptedChannel implements EventChannel {

    static final long PATIENCE_SECONDS = 20;

    /** A message and its answer to be. */
    record Sent(ChangeEvent event, CompletableFuture<Void> answer) {

        void acknowledge() {
            answer.complete(null);
        }

        void refuse(String why) {
            answer.completeExceptionally(new IllegalStateException(why));
        }
    }

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final List<ChangeEvent> all = new ArrayList<>();
    private volatile Function<Sent, Boolean> rule = message -> false;

    /** From now on a rule answers; it returns whether it did, and what it leaves is for the test. */
    void answering(Function<Sent, Boolean> newRule) {
        rule = newRule;
    }

    @Override
    public CompletionStage<Void> send(ChangeEvent event, String payload) {
        Sent message = new Sent(event, new CompletableFuture<>());
        synchronized (all) {
            all.add(event);
        }
        if (!rule.apply(message)) {
            sent.add(message);
        }
        return message.answer();
    }

    Sent await() throws InterruptedException {
        Sent next = sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing was sent");
        }
        return next;
    }

    List<ChangeEvent> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    int waiting() {
        return sent.size();
    }
}
