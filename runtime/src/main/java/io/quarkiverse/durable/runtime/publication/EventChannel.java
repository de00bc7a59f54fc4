package io.quarkiverse.durable.runtime.publication;

import java.util.concurrent.CompletionStage;

import io.quarkiverse.durable.ChangeEvent;

/** Where a publisher sends to. */
interface EventChannel {

    /**
     * Sends one message. The stage is done when every subscriber of the channel acknowledged it, and fails when one refused
     * it, on any thread; an exception thrown here counts as a refusal.
     */
    CompletionStage<Void> send(ChangeEvent event, String payload);
}
