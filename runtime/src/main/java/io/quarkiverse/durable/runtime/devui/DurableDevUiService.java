package io.quarkiverse.durable.runtime.devui;

import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.durable.DurableLog;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/**
 * Answers the page of the Dev UI. Nobody tells the server when a browser tab is closed, so each stream ends by itself after a
 * while and the page asks again; a stream also ends with the application, so that a live reload leaves nothing behind.
 */
@ApplicationScoped
public class DurableDevUiService {

    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);
    private static final int STATUS_TICKS_MAX = 60;
    private static final Duration LABEL_INTERVAL = Duration.ofSeconds(2);
    private static final int LABEL_TICKS_MAX = 1_800;

    private final DurableLog log;
    private volatile boolean stopped;

    @Inject
    DurableDevUiService(DurableLog log) {
        this.log = log;
    }

    @JsonRpcDescription("What the durable log and the publication of committed changes are doing, and what to do if something is wrong")
    public StatusView status() {
        return StatusView.of(log.status());
    }

    /** The status at once and then every second, for a minute. */
    public Multi<StatusView> watch() {
        return ticks(STATUS_INTERVAL, STATUS_TICKS_MAX).onItem().transform(tick -> status());
    }

    /** What stands on the card, whenever it changes; empty at the end of the stream, so that no old figure stays there. */
    public Multi<String> label() {
        return Multi.createBy().concatenating().streams(
                ticks(LABEL_INTERVAL, LABEL_TICKS_MAX).onItem().transform(tick -> CardLabel.of(log.status()))
                        .skip().repetitions(),
                Multi.createFrom().item(""));
    }

    private Multi<Long> ticks(Duration interval, int max) {
        return Multi.createFrom().ticks().every(interval).onOverflow().drop()
                .select().first(max).select().first(tick -> !stopped);
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }
}
