package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.App;

/** Those who order transactions, and remember what they were told. */
final class Clients implements AutoCloseable {

    /** What a client knows of its order. */
    enum Answer {
        ACKNOWLEDGED,
        /** The client itself had ordered that it fails, or the application answered that it failed. */
        REFUSED,
        /** Refused because another transaction had changed the row. */
        OPTIMISTIC_FAILURE,
        /** Refused because the log has no room within its budget. */
        NO_ROOM,
        /** Refused because the log's disk has no room. */
        DISK_FULL,
        /** The connection ended first. */
        UNANSWERED
    }

    /** @param ordered markers of those that were to fail */
    record Remembered(Set<String> acknowledged, Set<String> ordered) {
    }

    /** What the log says when it is the disk and not the budget. */
    static final String DISK_FULL = "the disk has no room";
    /** So that an application that starts gets something of the processor, too. */
    private static final long THINK_NANOS = 4_000_000;

    private final Supplier<List<App>> apps;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Answer, Long> counts = new EnumMap<>(Answer.class);
    private final String prefix;
    private boolean stopped;
    private boolean paused = true;
    private int working;
    private Set<String> acknowledged = new HashSet<>();
    private Set<String> ordered = new HashSet<>();

    /** @param apps those that answer at the moment */
    Clients(int count, long seed, Supplier<List<App>> apps) {
        this.apps = apps;
        this.prefix = "s" + seed;
        for (int number = 1; number <= count; number++) {
            Orders orders = new Orders(prefix + "c" + number, new Random(seed * 31 + number));
            Random choice = new Random(seed * 37 + number);
            Thread thread = new Thread(() -> run(orders, choice), orders.name());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(Orders orders, Random choice) {
        App app = enter(choice);
        while (app != null) {
            Orders.Order order = orders.next();
            Answer answer = ask(app, order);
            leave(order, answer);
            LockSupport.parkNanos(THINK_NANOS);
            app = enter(choice);
        }
    }

    private static Answer ask(App app, Orders.Order order) {
        try {
            App.Answer answer = app.ask(order.path());
            if (answer.ok()) {
                return Answer.ACKNOWLEDGED;
            }
            return refusal(answer.text());
        } catch (IOException e) {
            return Answer.UNANSWERED;
        }
    }

    private static Answer refusal(String text) {
        if (text.contains("OptimisticLock")) {
            return Answer.OPTIMISTIC_FAILURE;
        }
        if (text.contains(DISK_FULL)) {
            return Answer.DISK_FULL;
        }
        return text.contains("is full") ? Answer.NO_ROOM : Answer.REFUSED;
    }

    private synchronized @Nullable App enter(Random choice) {
        try {
            while (!stopped) {
                List<App> answering = paused ? List.of() : apps.get();
                if (!answering.isEmpty()) {
                    working++;
                    return answering.get(choice.nextInt(answering.size()));
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private synchronized void leave(Orders.Order order, Answer answer) {
        working--;
        counts.merge(answer, 1L, Long::sum);
        if (order.fails()) {
            // a rollback that the application decides is answered as a success
            ordered.add(order.marker());
        } else if (answer == Answer.ACKNOWLEDGED) {
            acknowledged.add(order.marker());
        }
        notifyAll();
    }

    /** To be called when another application answers, or one no longer does. */
    synchronized void look() {
        notifyAll();
    }

    synchronized void goOn() {
        paused = false;
        notifyAll();
    }

    /** Returns when no order is on its way any more. */
    synchronized void pause() throws InterruptedException {
        paused = true;
        while (working > 0) {
            wait();
        }
    }

    /** What was remembered since the last call. To be called in a pause. */
    synchronized Remembered take() {
        Remembered taken = new Remembered(acknowledged, ordered);
        acknowledged = new HashSet<>();
        ordered = new HashSet<>();
        return taken;
    }

    /** Waits until so many more orders had this answer; false if it does not come to that in this time. */
    synchronized boolean awaitMore(Answer answer, long more, long millis) throws InterruptedException {
        long goal = count(answer) + more;
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (count(answer) < goal) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized long count(Answer answer) {
        return counts.getOrDefault(answer, 0L);
    }

    @Override
    public synchronized void close() {
        stopped = true;
        notifyAll();
    }
}
