package io.quarkiverse.durable.it.capture;

import java.util.List;

import io.quarkiverse.durable.it.capture.model.Bulk;
import io.quarkiverse.durable.it.capture.model.Bulk.Account;
import io.quarkiverse.durable.it.capture.model.Bulk.Answer;
import io.quarkiverse.durable.it.capture.model.Bulk.Archived;
import io.quarkiverse.durable.it.capture.model.Bulk.Ticket;

final class StatelessRows extends Rows {

    StatelessRows() {
        super(Bulk.class);
        row("stateless insert", app -> app.stateless().insert(new Account(1, "Ada", 1)));
        row("stateless update of what was read", StatelessRows::accounts, app -> {
            Account account = app.stateless().get(Account.class, 1);
            account.balance = 99;
            app.stateless().update(account);
        });
        row("stateless update of what was not read", StatelessRows::accounts, app -> {
            Account account = new Account(1, "changed", 99);
            app.stateless().update(account);
        });
        row("two stateless updates", StatelessRows::accounts, app -> {
            Account account = app.stateless().get(Account.class, 1);
            account.balance = 98;
            app.stateless().update(account);
            account.balance = 99;
            app.stateless().update(account);
        });
        row("stateless delete of what was read", StatelessRows::accounts,
                app -> app.stateless().delete(app.stateless().get(Account.class, 1)));
        row("stateless delete of what was not read", StatelessRows::accounts,
                app -> app.stateless().delete(new Account(1, null, 0)));
        row("stateless insert and delete", app -> {
            Account account = new Account(1, "Ada", 1);
            app.stateless().insert(account);
            app.stateless().delete(account);
        });
        row("stateless soft delete", app -> {
            Archived entity = new Archived();
            entity.id = 1;
            app.stateless().insert(entity);
        }, app -> app.stateless().delete(app.stateless().get(Archived.class, 1)));
        several();
        upserts();
        structures();
    }

    private void several() {
        row("stateless insertMultiple", app -> app.stateless().insertMultiple(
                List.of(new Account(1, "a", 1), new Account(2, "b", 2), new Account(3, "c", 3))));
        row("stateless updateMultiple", StatelessRows::accounts, app -> {
            List<Account> accounts = app.stateless().createSelectionQuery("from Account", Account.class).getResultList();
            accounts.forEach(account -> account.balance += 5);
            app.stateless().updateMultiple(accounts);
        });
        row("stateless deleteMultiple", StatelessRows::accounts, app -> app.stateless()
                .deleteMultiple(app.stateless().createSelectionQuery("from Account", Account.class).getResultList()));
        row("stateless in JDBC batches", app -> {
            app.stateless().setJdbcBatchSize(5);
            for (int i = 0; i < 12; i++) {
                app.stateless().insert(new Account(i, "batch", i));
            }
        });
    }

    private void upserts() {
        row("upsert of several", StatelessRows::accounts, app -> {
            Account account = app.stateless().get(Account.class, 1);
            account.owner = "upserted";
            app.stateless().upsertMultiple(List.of(account));
        });
    }

    private void structures() {
        row("stateless insert of an association", StatelessRows::accounts, app -> {
            Answer answer = new Answer();
            answer.text = "a";
            app.stateless().insert(answer);
            app.remember("x", answer);
        }, app -> {
            Answer answer = app.stateless().get(Answer.class, app.id("x"));
            answer.text = "b";
            app.stateless().update(answer);
        });
        refusable("stateless insert with a collection", app -> {
            Ticket ticket = new Ticket();
            ticket.label = "a";
            ticket.notes.addAll(List.of("n", "m"));
            app.stateless().insert(ticket);
        });
        refusable("stateless update with a collection", app -> {
            Ticket ticket = app.add("x", new Ticket());
            ticket.notes.addAll(List.of("n", "m"));
        }, app -> {
            Ticket ticket = app.stateless().get(Ticket.class, app.id("x"));
            app.stateless().fetch(ticket.notes);
            ticket.notes.add("o");
            app.stateless().update(ticket);
        });
    }

    private static void accounts(App app) {
        app.entities().persist(new Account(1, "Ada", 10));
        app.entities().persist(new Account(2, "Grace", 20));
    }
}
