package io.quarkiverse.durable.quickstart.demo;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Several clients that write orders, each as fast as it gets answers. A kill they notice as anybody would. */
final class Workload {

    private static final List<String> PRODUCTS = List.of("apple", "bread", "cheese", "coffee", "honey", "noodles", "olives",
            "salt", "tea", "tomato");
    /** There is none of it: an order of it is rolled back after its rows were written. */
    private static final String SOLD_OUT = "truffle";
    private static final int ROLLBACK_PERCENT = 15;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final long JOIN_MILLIS_MAX = 30_000;

    private final Application application;
    private final Ledger ledger;
    private final Gate gate = new Gate();
    private final OpenOrders open = new OpenOrders();
    private final List<Thread> clients = new ArrayList<>();

    Workload(Application application, Ledger ledger, DemoSettings settings) {
        this.application = application;
        this.ledger = ledger;
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        for (int i = 1; i <= settings.threads(); i++) {
            Client client = new Client(i, seeds.split());
            clients.add(new Thread(client, "client-" + i));
        }
    }

    void start() {
        clients.forEach(Thread::start);
    }

    void resume() {
        gate.open();
    }

    /** What is under way goes on; nothing new begins. */
    void suspend() {
        gate.shut();
    }

    void stop() throws InterruptedException {
        gate.end();
        for (Thread client : clients) {
            client.join(JOIN_MILLIS_MAX);
            if (client.isAlive()) {
                throw new Application.DemoFailure(client.getName() + " did not end");
            }
        }
    }

    private final class Client implements Runnable {

        private final int number;
        private final SplittableRandom random;
        private int requests;
        private int orders;

        Client(int number, SplittableRandom random) {
            this.number = number;
            this.random = random;
        }

        @Override
        public void run() {
            try {
                while (gate.pass()) {
                    act();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void act() throws InterruptedException {
            if (random.nextInt(100) < ROLLBACK_PERCENT) {
                send("PUT", "/orders/" + newOrder(), order(SOLD_OUT));
                return;
            }
            int choice = random.nextInt(100);
            String order = choice < 40 ? null : open.any(random);
            if (order == null) {
                String id = newOrder();
                if (send("PUT", "/orders/" + id, order(null))) {
                    open.add(id);
                }
            } else if (choice < 75) {
                send("POST", "/orders/" + order + "/lines", line(any()));
            } else if (choice < 88) {
                open.remove(order);
                send("POST", "/orders/" + order + "/confirm", "");
            } else {
                open.remove(order);
                send("DELETE", "/orders/" + order, "");
            }
        }

        private String newOrder() {
            return "D" + number + "-" + ++orders;
        }

        private String order(String last) {
            StringBuilder lines = new StringBuilder(line(any()));
            if (last != null || random.nextBoolean()) {
                lines.append(',').append(line(last == null ? any() : last));
            }
            return "{\"customer\":\"client " + number + "\",\"lines\":[" + lines + "]}";
        }

        private String any() {
            return PRODUCTS.get(random.nextInt(PRODUCTS.size()));
        }

        private String line(String product) {
            return "{\"product\":\"" + product + "\",\"quantity\":" + random.nextInt(1, 6) + "}";
        }

        private boolean send(String method, String path, String body) throws InterruptedException {
            String id = number + "." + ++requests;
            HttpRequest request = HttpRequest.newBuilder(application.at(path)).timeout(ANSWER_WITHIN)
                    .header("X-Request-Id", id).header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body)).build();
            try {
                HttpResponse<String> response = application.http().send(request, BodyHandlers.ofString());
                ledger.answered(id, response.statusCode(), response.body());
                return response.statusCode() < 300;
            } catch (IOException e) {
                ledger.noAnswer(id);
                gate.pauseAfterFailure();
                return false;
            }
        }
    }

    /** Orders that may be changed, as far as the clients know. */
    private static final class OpenOrders {

        private static final int MAX = 200;

        private final List<String> ids = new ArrayList<>();

        synchronized void add(String id) {
            if (ids.size() == MAX) {
                ids.remove(0);
            }
            ids.add(id);
        }

        synchronized void remove(String id) {
            ids.remove(id);
        }

        synchronized String any(SplittableRandom random) {
            return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
        }
    }

    /** Lets clients pass while the application is there. */
    private static final class Gate {

        private static final long PAUSE_MILLIS = 50;

        private boolean open;
        private boolean ended;

        synchronized void open() {
            open = true;
            notifyAll();
        }

        synchronized void shut() {
            open = false;
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        /** False when there is no more to do. */
        synchronized boolean pass() throws InterruptedException {
            while (!open && !ended) {
                wait();
            }
            return !ended;
        }

        synchronized void pauseAfterFailure() throws InterruptedException {
            if (!ended) {
                wait(PAUSE_MILLIS);
            }
        }
    }
}
