package io.quarkiverse.durable.xa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.servers.App;

/**
 * SIGKILL of the application, alone and with the server, at random moments of transfers between the databases, from
 * {@code -Dxa.seed} as often as {@code -Dxa.kills} says.
 */
@Tag("process")
class RandomKillsIT {

    private static final Logger LOG = Logger.getLogger(RandomKillsIT.class);
    private static final int KILLS = Integer.getInteger("xa.kills", 3);
    private static final long SEED = Long.getLong("xa.seed", new Random().nextInt(1_000_000));
    private static final int CLIENTS = 4;
    private static final int ANSWERS_MAX = 60;
    private static final int NANOS_MAX = 20_000_000;
    /** Markers of transactions that both XA databases must know, or none. */
    private static final String TRANSFER = "transfer";

    @Test
    void eachDatabaseEndsInWhatWasPublishedForIt() throws InterruptedException {
        try (Installation installation = new Installation("random")) {
            App app = installation.startNew();
            Random random = new Random(SEED);
            LOG.infof("XA, %d kills from seed %d", KILLS, SEED);
            for (int kill = 1; kill <= KILLS; kill++) {
                Load load = new Load(installation, app, random.nextLong());
                load.await(1 + random.nextInt(ANSWERS_MAX));
                LockSupport.parkNanos(random.nextInt(NANOS_MAX));
                // the application first: what it sees of a server that dies, the transaction manager may take for a heuristic
                app.process().kill9();
                if (kill % 2 == 0) {
                    Postgres.server().kill9();
                    Postgres.server().restart();
                }
                load.stop();
                app = installation.start();
                installation.mustBeClean(app, "kill " + kill + " of " + KILLS + ", seed " + SEED);
                mustBeAtomic(installation, kill);
            }
        }
    }

    private static void mustBeAtomic(Installation installation, int kill) {
        TreeSet<String> first = transfers(installation, Side.FIRST);
        assertThat(first).as("transfers after kill %s, seed %s", kill, SEED)
                .isEqualTo(transfers(installation, Side.SECOND)).isNotEmpty();
        LOG.infof("XA, kill %d of %d, seed %d: %d transfers", kill, KILLS, SEED, first.size());
    }

    private static TreeSet<String> transfers(Installation installation, Side side) {
        return installation.books(side).ledger().markers().keySet().stream().filter(marker -> marker.startsWith(TRANSFER))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static final class Load {

        private final Installation installation;
        private final App app;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();

        Load(Installation installation, App app, long seed) {
            this.installation = installation;
            this.app = app;
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(seed + client);
                Thread thread = new Thread(() -> run(random), "client-" + client);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void run(Random random) {
            try {
                while (!stop.get()) {
                    if (installation.ask(app, next(random)).ok()) {
                        answered.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                // the application is gone, as it was meant to be
                stop.set(true);
            }
        }

        private Order next(Random random) {
            int account = 1 + random.nextInt(Installation.ACCOUNTS);
            switch (random.nextInt(8)) {
                case 0:
                    return Order.of(installation.marker("one"), "first,event", account);
                case 1:
                    return Order.of(installation.marker("two"), "second", account);
                case 2:
                    return Order.of(installation.marker("last"), "first,local", account);
                case 3:
                    return Order.of(installation.marker(TRANSFER), "first,second,resource", account)
                            .failing("prepare:XA_RBROLLBACK");
                default:
                    return Order.of(installation.marker(TRANSFER), "first,second,event", account);
            }
        }

        /** Returns when so many were answered well, or the application is gone. */
        void await(int goal) {
            installation.await(goal + " answers", app, () -> answered.get() >= goal || stop.get());
        }

        void stop() throws InterruptedException {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
