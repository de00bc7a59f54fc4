package io.quarkiverse.durable.xa.app;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;

import io.quarkiverse.durable.Outbox;
import io.quarkiverse.durable.killable.Fuse;
import io.quarkus.hibernate.orm.PersistenceUnit;

/** The transactions. */
@ApplicationScoped
public class Bank {

    private static final long OPENING_BALANCE = 1_000;

    private final Map<Unit, EntityManager> units = new EnumMap<>(Unit.class);
    private final Outbox outbox;
    private final Fuse fuse;
    private final TransactionManager transactions;

    @Inject
    Bank(EntityManager first, @PersistenceUnit("second") EntityManager second, @PersistenceUnit("local") EntityManager local,
            Outbox outbox, Fuse fuse, TransactionManager transactions) {
        units.put(Unit.FIRST, first);
        units.put(Unit.SECOND, second);
        units.put(Unit.LOCAL, local);
        this.outbox = outbox;
        this.fuse = fuse;
        this.transactions = transactions;
    }

    /** Opens the accounts 1 to {@code count}. */
    @Transactional
    public void open(Unit unit, String marker, int count) {
        for (long id = 1; id <= count; id++) {
            Account account = unit.maker.get();
            account.id = id;
            account.balance = OPENING_BALANCE;
            account.marker = marker;
            entities(unit).persist(account);
        }
        remember(unit, marker, count);
    }

    @Transactional
    public void run(Work work) throws SystemException, RollbackException {
        Map<Unit, Integer> events = new HashMap<>();
        for (String step : work.steps()) {
            if (step.equals("resource")) {
                transactions.getTransaction().enlistResource(new StopResource(fuse, work.failure()));
            } else if (step.equals("event")) {
                outbox.append(new Outbox.Event("Moved", work.marker(), Map.of("marker", work.marker())));
                // explicit events belong to the default datasource, where it takes part
                events.merge(Unit.FIRST, 1, Integer::sum);
            } else {
                Unit unit = Unit.valueOf(step.toUpperCase(Locale.ROOT));
                write(unit, work);
                events.merge(unit, 1, Integer::sum);
            }
        }
        events.forEach((unit, count) -> remember(unit, work.marker(), count));
    }

    /** Enlists the unit's connection now, so that resources are in the order of the steps. */
    private void write(Unit unit, Work work) {
        Account account = entities(unit).find(unit.type, work.account(), LockModeType.PESSIMISTIC_WRITE);
        if (account == null) {
            throw new IllegalArgumentException("There is no account " + work.account() + " in " + unit);
        }
        account.balance += unit.sign * work.amount();
        account.marker = work.marker();
        entities(unit).flush();
    }

    /** Not durable: what the database knows of a transaction without the extension. */
    private void remember(Unit unit, String marker, int events) {
        entities(unit).createNativeQuery("insert into committed_marker (marker, events) values (?1, ?2)")
                .setParameter(1, marker).setParameter(2, events).executeUpdate();
    }

    private EntityManager entities(Unit unit) {
        EntityManager entities = units.get(unit);
        if (entities == null) {
            throw new IllegalArgumentException("There is no unit " + unit);
        }
        return entities;
    }
}
