package io.quarkiverse.durable.torture.app;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;

import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.killable.Fuse;

/** The transactions. None of them makes or loses money, but the one that founds the bank. */
@ApplicationScoped
public class Bank {

    private static final int EXPLICIT_EVENTS = 2;

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

    @Transactional
    public void work(Work work) throws SystemException {
        int events = write(work);
        if (work.event()) {
            events += append(work);
        }
        CommittedMarker row = new CommittedMarker();
        row.marker = work.marker();
        row.events = events;
        entities.persist(row);
        end(work);
    }

    /** Two of one key, which must come in this order. */
    private int append(Work work) {
        String key = Long.toString(work.accounts().get(0));
        for (int number = 1; number <= EXPLICIT_EVENTS; number++) {
            outbox.append(new Outbox.Event("Worked", key, Map.of("marker", work.marker(), "number", number)));
        }
        return EXPLICIT_EVENTS;
    }

    /** Returns the number of events for the rows that it writes. */
    private int write(Work work) {
        Map<Long, Account> rows = new HashMap<>();
        Set<Long> opened = new HashSet<>();
        // in one order, so that transactions wait for each other and do not block each other for good
        work.accounts().stream().sorted().forEach(id -> rows.put(id, find(id, work, opened)));
        Account first = rows.get(work.accounts().get(0));
        long amount = work.amount();
        switch (work.kind()) {
            case FOUND -> rows.values().forEach(each -> each.balance += amount);
            case CLOSE -> {
                rows.get(work.accounts().get(1)).balance += first.balance;
                delete(first);
                // what one transaction inserts and deletes is no change of the row
                return opened.contains(first.id) ? rows.size() - 1 : rows.size();
            }
            case REPLACE -> {
                rows.get(work.accounts().get(1)).balance += amount;
                delete(first);
                insert(life(first.id), first.balance - amount, work);
            }
            default -> {
                first.balance -= amount;
                rows.get(work.accounts().get(1)).balance += amount;
            }
        }
        if (work.kind() == Work.Kind.OPTIMISTIC) {
            work.accounts().stream().sorted().forEach(id -> refuseAnotherLife(rows.get(id)));
        }
        return rows.size();
    }

    /** The version begins again with each life of an id: a row that was replaced since it was read may have the same. */
    private void refuseAnotherLife(Account account) {
        if (life(account.id).life != account.life) {
            throw new OptimisticLockException("Account " + account.id + " was replaced since it was read");
        }
    }

    private Account find(long id, Work work, Set<Long> opened) {
        LockModeType lock = work.kind() == Work.Kind.OPTIMISTIC ? LockModeType.NONE : LockModeType.PESSIMISTIC_WRITE;
        Account account = entities.find(Account.class, id, lock);
        if (account == null) {
            AccountLife life = life(id);
            // somebody else may have opened it while this waited for its life
            account = entities.find(Account.class, id, lock);
            if (account == null) {
                opened.add(id);
                return insert(life, 0, work);
            }
        }
        account.marker = work.marker();
        account.note = work.note();
        return account;
    }

    private AccountLife life(long id) {
        AccountLife life = entities.find(AccountLife.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (life == null) {
            life = new AccountLife();
            life.id = id;
            entities.persist(life);
        }
        return life;
    }

    private Account insert(AccountLife life, long balance, Work work) {
        life.life++;
        Account account = new Account();
        account.id = life.id;
        account.life = life.life;
        account.balance = balance;
        account.marker = work.marker();
        account.note = work.note();
        entities.persist(account);
        return account;
    }

    /** At once, since Hibernate inserts before it deletes. */
    private void delete(Account account) {
        entities.flush();
        entities.remove(account);
        entities.flush();
    }

    private void end(Work work) throws SystemException {
        switch (work.end()) {
            case COMMIT -> {
                // the interceptor commits
            }
            case ROLLBACK -> {
                entities.flush();
                transactions.setRollbackOnly();
            }
            case FAIL -> {
                entities.flush();
                throw new IllegalStateException("Failed, as ordered");
            }
            case LATE_ROLLBACK -> fuse.refuseCommitOfThisThread();
        }
    }
}
