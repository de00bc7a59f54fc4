package io.quarkiverse.durable.runtime.lifecycle;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.runtime.capture.BulkCaptures;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.config.DurableRuntimeConfig;
import io.quarkiverse.durable.runtime.journal.Change;
import io.quarkiverse.durable.runtime.metadata.MetadataSources;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.observe.LoggingWalListener;
import io.quarkiverse.durable.runtime.publication.Publication;
import io.quarkiverse.durable.runtime.transaction.CommitProtocol;
import io.quarkiverse.durable.runtime.transaction.Gate;
import io.quarkiverse.durable.spi.KeyProvider;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Wal;
import io.quarkiverse.durable.wal.WalException;
import io.quarkiverse.durable.wal.WalListener;
import io.quarkus.runtime.LaunchMode;

/** The running extension: starts in order, stops in reverse, and says how it is. */
@Singleton
public class DurableEngine implements DurableLog {

    private static final long RETRY_MILLIS_MIN = 250;
    private static final long RETRY_MILLIS_MAX = 5_000;

    private final CommitProtocol.Jta jta;
    private final Instance<MetadataSources> metadata;
    private final Publication publication;
    private final BulkCaptures bulk;
    private final List<WalListener> walListeners;
    private final List<ProtocolListener> protocolListeners;
    private final List<KeyProvider> keyProviders;
    private final Gate gate = new Gate();

    private volatile @Nullable Running running;
    @GuardedBy("this")
    private boolean channelsWired;
    @GuardedBy("this")
    private boolean publishing;

    private record Running(Wal wal, Assembly parts, StartUp startUp, Threads threads,
            DurableRuntimeConfig config, LaunchMode mode) {
    }

    @Inject
    DurableEngine(TransactionManager manager, TransactionSynchronizationRegistry registry, Publication publication,
            BulkCaptures bulk,
            @Any Instance<WalListener> walListeners, @Any Instance<ProtocolListener> protocolListeners,
            @Any Instance<KeyProvider> keyProviders, Instance<MetadataSources> metadata) {
        this.metadata = metadata;
        this.keyProviders = keyProviders.stream().toList();
        this.jta = new CommitProtocol.Jta(manager, registry);
        this.publication = publication;
        this.bulk = bulk;
        this.walListeners = new java.util.ArrayList<>(List.of(new LoggingWalListener()));
        walListeners.forEach(this.walListeners::add);
        this.protocolListeners = protocolListeners.stream().toList();
    }

    /**
     * Opens the log and recovers. If the database does not answer, returns with the gate closed and tries again in the
     * background.
     *
     * @throws WalException the log cannot be used
     * @throws DurableException a person has to decide
     */
    void start(DurableModel model, DurableRuntimeConfig config, LaunchMode mode) {
        Settings.checkDatasources(config, model.databaseKinds().keySet());
        // not injected: those of the application may use what the engine provides
        MetadataSources sources = metadata.get();
        Wal wal = Encryption.open(Settings.wal(config, mode), new WalListeners(walListeners),
                Encryption.cipher(config.encryption(), keyProviders));
        Threads threads = Threads.start();
        Assembly parts = Assembly.of(wal, model, config, gate,
                new Assembly.Collaborators(threads,
                        new CommitProtocol.Surroundings(jta, this::step, sources::describe)));
        StartUp startUp = new StartUp(parts, Settings.recovery(config, mode), publication.channels(),
                config.retiredSinks().orElse(java.util.Set.of()));
        Running now = new Running(wal, parts, startUp, threads, config, mode);
        running = now;
        try {
            parts.journal().scan();
            gate.move(Phase.RECOVERING, "Transactions of an earlier run are being resolved");
            recover(now, 0);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        long refreshNanos = config.encryption().refreshInterval().toNanos();
        var unused = threads.resolver().scheduleWithFixedDelay(() -> refreshQuietly(wal), refreshNanos, refreshNanos,
                TimeUnit.NANOSECONDS);
        parts.keepLooking(threads.timers());
        var status = wal.status();
        DurableMessages.LOG.opened(wal.logId().toString(), Settings.wal(config, mode).directory().toString(),
                status.firstLsn().isAfter(status.lastLsn()) ? "no records"
                        : "records " + status.firstLsn() + " to " + status.lastLsn(),
                status.directIo() ? "direct I/O" : "buffered writes with fsync");
    }

    @Override
    public void refreshKeys() {
        Running now = running;
        if (now != null) {
            Encryption.refresh(now.wal());
        }
    }

    private static void refreshQuietly(Wal wal) {
        try {
            wal.refreshKeys();
        } catch (WalException told) {
            // the listener of the log heard of it, and the next time may be better
        }
    }

    private void recover(Running now, int attempt) {
        try {
            now.startUp().run();
            gate.move(Phase.SERVING, "Transactions are admitted");
            if (attempt > 0) {
                DurableMessages.LOG.databaseBack();
            }
        } catch (StartUp.DatabaseAway e) {
            gate.move(Phase.WAITING_FOR_DATABASE,
                    "The database of datasource " + e.datasource + " does not answer: " + e.getMessage());
            if (attempt == 0) {
                DurableMessages.LOG.databaseAway(e.datasource, String.valueOf(e.getMessage()));
            }
            long millis = Math.min(RETRY_MILLIS_MIN << Math.min(attempt, 10), RETRY_MILLIS_MAX);
            var unused = now.threads().resolver().schedule(() -> recoverLater(now, attempt + 1), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void recoverLater(Running now, int attempt) {
        try {
            recover(now, attempt);
            publish();
        } catch (RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            gate.fail(why);
            DurableMessages.LOG.failed(why);
        }
    }

    /** Publication begins when recovery has ended and the channels are wired, whichever comes last. */
    private synchronized void publish() {
        Running now = running;
        if (now != null && gate.isOpen() && channelsWired && !publishing) {
            publishing = true;
            publication.start(now.parts().journal(), Settings.publication(now.config()));
        }
    }

    /** Before code of the application runs, and after migrations, import scripts and Hibernate's own start. */
    void captureStatements() {
        Running now = running;
        if (now != null) {
            SchemaCheck.run(now.wal(), bulk.all().values().stream().flatMap(each -> each.schemas().stream()).toList(),
                    now.config().schema(), now.mode());
            StatementCapture.start(bulk, port(), now.config().capture(),
                    Settings.wal(now.config(), now.mode()).directory());
        }
    }

    synchronized void channelsWired() {
        channelsWired = true;
        publish();
    }

    synchronized void stop() {
        Running now = running;
        if (now == null) {
            return;
        }
        gate.move(Phase.STOPPED, "The application is stopping");
        StatementCapture.stop(bulk);
        publication.stop();
        now.threads().stop();
        now.parts().closeConnections();
        now.wal().close();
        running = null;
    }

    /** Asks for the protocol each time: it comes with the start. */
    TransactionPort port() {
        return new TransactionPort() {
            @Override
            public void captured(String datasource, Change change) {
                protocol().captured(datasource, change);
            }

            @Override
            public boolean isActive() {
                return protocol().isActive();
            }

            @Override
            public void savepoint(String datasource, String name) {
                protocol().savepoint(datasource, name);
            }

            @Override
            public void rollbackTo(String datasource, String savepoint) {
                protocol().rollbackTo(datasource, savepoint);
            }

            @Override
            public void rollBack() {
                protocol().rollBack();
            }
        };
    }

    CommitProtocol protocol() {
        Running now = running;
        if (now == null) {
            throw new DurableException("DURABLE-0101", "The log is not open: " + gate.detail());
        }
        return now.parts().protocol();
    }

    boolean isStarted() {
        return running != null;
    }

    private void step(ProtocolListener.Step step, long transaction) {
        for (ProtocolListener each : protocolListeners) {
            if (step.compareTo(ProtocolListener.Step.DURABLE) <= 0) {
                each.on(step, transaction);
            } else {
                tell(each, step, transaction);
            }
        }
    }

    /** After the commit: the outcome has to be written whatever a listener does. */
    private static void tell(ProtocolListener listener, ProtocolListener.Step step, long transaction) {
        try {
            listener.on(step, transaction);
        } catch (RuntimeException e) {
            DurableMessages.LOG.listenerFailed(step.name(), transaction, e);
        }
    }

    @Override
    public List<OtherLog> otherLogs() {
        Running now = running;
        return now == null ? List.of() : now.parts().otherLogs();
    }

    @Override
    public List<Adoption> adoptions() {
        Running now = running;
        return now == null ? List.of() : now.parts().adoptions().all();
    }

    @Override
    public Status status() {
        Running now = running;
        if (now == null) {
            return new Status(gate.phase(), gate.detail(), null, List.of(), List.of(), new Counts(0, 0, 0, 0));
        }
        CommitProtocol protocol = now.parts().protocol();
        var resolver = now.parts().resolver();
        return new Status(gate.phase(), gate.detail(), now.wal().status(), resolver.inDoubt(), publication.status(),
                new Counts(protocol.committed(), protocol.rolledBack(), resolver.resolvedCommitted(),
                        resolver.resolvedRolledBack()));
    }
}
