package io.quarkiverse.durable.it.rules;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import jakarta.inject.Singleton;

import io.quarkiverse.durable.spi.ProtocolListener;

/** The steps of the protocol as they happened, and a hook into them. */
@Singleton
public class Steps implements ProtocolListener {

    /** A step of a transaction. */
    public record Happened(Step step, long transaction) {
    }

    private final List<Happened> all = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Step, Long> hook = (step, transaction) -> {
    };
    private volatile boolean recording = true;

    @Override
    public void on(Step step, long transaction) {
        if (recording) {
            all.add(new Happened(step, transaction));
        }
        hook.accept(step, transaction);
    }

    public void record(boolean yes) {
        recording = yes;
    }

    public void hook(BiConsumer<Step, Long> called) {
        hook = called;
    }

    public void reset() {
        hook = (step, transaction) -> {
        };
        all.clear();
    }

    public List<Step> of(long transaction) {
        return all.stream().filter(each -> each.transaction() == transaction).map(Happened::step).toList();
    }

    public List<Happened> all() {
        return List.copyOf(all);
    }
}
