package io.quarkiverse.durable.crash.app;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;

import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.killable.Fuse;

/** The transactions. */
@ApplicationScoped
public class Bank {

    private static final long OPENING_BALANCE = 1_000;

    private final EntityManager entities;
    private final Outbox outbox;
    private final Fuse fuse;
    private final TransactionManager transactions;

    @Inject
    Bank(EntityManager entities, Outbox outbox, Fuse fuse, TransactionManager transactions) {
        this.entities = entities;
        this.outbox = outbox;
        this.fuse = fuse;
        this.transactions = transactions;
    }

    /** Opens the accounts 1 to {@code count} that do not exist. */
    @Transactional
    public void open(String marker, int count) {
        int opened = 0;
        for (long id = 1; id <= count; id++) {
            if (entities.find(Account.class, id) == null) {
                Account account = new Account();
                account.id = id;
                account.balance = OPENING_BALANCE;
                account.marker = marker;
                entities.persist(account);
                opened++;
            }
        }
        if (opened > 0) {
            remember(marker, opened);
        }
    }

    @Transactional
    public void transfer(Work work) throws jakarta.transaction.SystemException {
        int events = insertTransfer(work);
        // in one order, so that transactions wait for each other and do not block each other for good
        events += move(Math.min(work.from(), work.to()), work.from() < work.to() ? -work.amount() : work.amount(),
                work.marker());
        events += move(Math.max(work.from(), work.to()), work.from() < work.to() ? work.amount() : -work.amount(),
                work.marker());
        if (work.delete() != null) {
            Transfer earlier = entities.find(Transfer.class, work.delete());
            if (earlier != null) {
                entities.remove(earlier);
                events++;
            }
        }
        if (work.event()) {
            outbox.append(new Outbox.Event("Transferred", work.marker(), Map.of("marker", work.marker())));
            events++;
        }
        remember(work.marker(), events);
        if (work.end() == Work.End.ROLLBACK) {
            entities.flush();
            transactions.setRollbackOnly();
        } else if (work.end() == Work.End.LATE_ROLLBACK) {
            fuse.refuseCommitOfThisThread();
        }
    }

    /** An explicit event alone, taken by the extension before the database is asked for anything. */
    @Transactional
    public void event(String marker) {
        outbox.append(new Outbox.Event("Happened", marker, Map.of("marker", marker)));
        remember(marker, 1);
    }

    private int insertTransfer(Work work) {
        Transfer transfer = new Transfer();
        transfer.id = work.marker();
        transfer.amount = work.amount();
        transfer.memo = "m".repeat(work.memoBytes());
        entities.persist(transfer);
        return 1;
    }

    private int move(long id, long amount, String marker) {
        Account account = entities.find(Account.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (account == null) {
            throw new IllegalArgumentException("There is no account " + id);
        }
        account.balance += amount;
        account.marker = marker;
        return 1;
    }

    private void remember(String marker, int events) {
        CommittedMarker row = new CommittedMarker();
        row.marker = marker;
        row.events = events;
        entities.persist(row);
    }
}
