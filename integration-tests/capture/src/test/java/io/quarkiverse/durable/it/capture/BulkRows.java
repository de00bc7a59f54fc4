package io.quarkiverse.durable.it.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.LocalDate;

import io.quarkiverse.durable.it.capture.model.Bulk;
import io.quarkiverse.durable.it.capture.model.Bulk.Account;
import io.quarkiverse.durable.it.capture.model.Bulk.Archived;
import io.quarkiverse.durable.it.capture.model.Bulk.Firm;
import io.quarkiverse.durable.it.capture.model.Bulk.Party;

/** Statements that change rows by the number, and what Hibernate does not report. */
final class BulkRows extends Rows {

    BulkRows() {
        super(Bulk.class);
        queries();
        criteria();
        hierarchies();
        nativeSql();
        jdbc();
        savepoints();
    }

    private void queries() {
        row("HQL update", BulkRows::accounts, app -> update(app, "update Account set balance = balance * 2 where id > 1"));
        row("HQL update of nothing", BulkRows::accounts, app -> update(app, "update Account set balance = 0 where id > 99"));
        row("HQL update with a version", BulkRows::accounts,
                app -> update(app, "update versioned Account set owner = upper(owner)"));
        row("HQL update to null", BulkRows::accounts, app -> update(app, "update Account set owner = null where id = 1"));
        row("HQL delete", BulkRows::accounts, app -> update(app, "delete from Account where balance < 25"));
        row("HQL insert of values", app -> update(app, "insert into Account (id, owner, balance, version)"
                + " values (1, 'Ada', 5, 0), (2, 'Grace', 6, 0)"));
        row("HQL insert of what a query selects", BulkRows::accounts, app -> update(app,
                "insert into Account (id, owner, balance, version) select id + 100, owner, balance, 0 from Account where id < 3"));
        row("HQL update after a change that is not flushed", BulkRows::accounts, app -> {
            app.entities().find(Account.class, 1).balance = 1_000;
            update(app, "update Account set balance = balance + 1");
        });
        row("HQL update, then a change of the same row", BulkRows::accounts, app -> {
            update(app, "update Account set balance = balance + 1");
            app.entities().find(Account.class, 1).owner = "changed";
        });
        row("HQL update, then HQL delete", BulkRows::accounts, app -> {
            update(app, "update Account set balance = balance + 1");
            update(app, "delete from Account where id = 2");
        });
        row("HQL delete of what was just inserted", app -> {
            app.entities().persist(new Account(1, "Ada", 1));
            update(app, "delete from Account");
        });
    }

    private void criteria() {
        row("criteria update", BulkRows::accounts, app -> {
            var builder = app.entities().getCriteriaBuilder();
            var update = builder.createCriteriaUpdate(Account.class);
            var root = update.from(Account.class);
            update.set(root.get("closed"), LocalDate.EPOCH).where(builder.greaterThan(root.get("id"), 1));
            app.entities().createQuery(update).executeUpdate();
        });
        row("criteria delete", BulkRows::accounts, app -> {
            var builder = app.entities().getCriteriaBuilder();
            var delete = builder.createCriteriaDelete(Account.class);
            var root = delete.from(Account.class);
            delete.where(builder.equal(root.get("owner"), "Grace"));
            app.entities().createQuery(delete).executeUpdate();
        });
    }

    private void hierarchies() {
        row("HQL update of a joined subclass", BulkRows::parties,
                app -> update(app, "update Firm set staff = staff + 1, name = 'grown'"));
        row("HQL update of a joined superclass", BulkRows::parties, app -> update(app, "update Party set name = 'all'"));
        row("HQL delete of a joined superclass with collections", BulkRows::parties, app -> update(app, "delete from Party"));
        row("HQL delete with soft delete", app -> {
            Archived entity = new Archived();
            entity.id = 1;
            app.entities().persist(entity);
        }, app -> update(app, "delete from Archived"));
    }

    private void nativeSql() {
        refusable("native update", BulkRows::accounts, app -> sql(app, "update Account set balance = 0 where id = 1"));
        refusable("native delete", BulkRows::accounts, app -> sql(app, "delete from Account where id = 1"));
        refusable("native insert", app -> sql(app, "insert into Account (id, owner, balance, version) values (9, 'n', 1, 0)"));
        refusable("native update of a collection table", BulkRows::parties,
                app -> sql(app, "update Party_tags set tags = 'changed' where Party_id = 1"));
        refusable("stored as a common table expression", BulkRows::accounts,
                app -> sql(app, "update Account set balance = (with c as (select 5 as five) select five from c)"));
    }

    private void jdbc() {
        refusable("statement in doWork", BulkRows::accounts,
                app -> app.session().doWork(connection -> execute(connection, "update Account set balance = 3 where id = 2")));
        refusable("statement of the injected datasource", BulkRows::accounts, app -> {
            try (Connection connection = app.datasource().getConnection()) {
                execute(connection, "delete from Account where id = 2");
            }
        });
        refusable("batch of the injected datasource", BulkRows::accounts, app -> {
            try (Connection connection = app.datasource().getConnection();
                    PreparedStatement statement = connection.prepareStatement("update Account set balance = ? where id = ?")) {
                for (int id = 1; id <= 3; id++) {
                    statement.setLong(1, id * 7L);
                    statement.setInt(2, id);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        refusable("updatable result set", BulkRows::accounts, app -> app.session().doWork(connection -> {
            try (Statement statement = connection.createStatement(java.sql.ResultSet.TYPE_FORWARD_ONLY,
                    java.sql.ResultSet.CONCUR_UPDATABLE);
                    java.sql.ResultSet rows = statement.executeQuery("select id, balance from Account where id = 1")) {
                rows.next();
                rows.updateLong("balance", 77);
                rows.updateRow();
            }
        }));
        row("reading by JDBC", BulkRows::accounts, app -> app.session()
                .doWork(connection -> execute(connection, "select * from Account")));
    }

    private void savepoints() {
        refusable("entity change rolled back to a savepoint", BulkRows::accounts, app -> app.session().doWork(connection -> {
            execute(connection, "savepoint here");
            app.entities().find(Account.class, 1).balance = 5_000;
            app.entities().flush();
            execute(connection, "rollback to savepoint here");
            app.entities().clear();
        }));
        refusable("savepoint released", BulkRows::accounts, app -> app.session().doWork(connection -> {
            execute(connection, "savepoint here");
            app.entities().find(Account.class, 1).balance = 5_000;
            app.entities().flush();
            execute(connection, "release savepoint here");
        }));
    }

    private static void execute(Connection connection, String sql) throws java.sql.SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void update(App app, String query) {
        app.entities().createQuery(query).executeUpdate();
    }

    private static void sql(App app, String statement) {
        app.entities().createNativeQuery(statement).executeUpdate();
    }

    private static void accounts(App app) {
        app.entities().persist(new Account(1, "Ada", 10));
        app.entities().persist(new Account(2, "Grace", 20));
        app.entities().persist(new Account(3, "Edsger", 30));
    }

    private static void parties(App app) {
        Party party = new Party();
        party.id = 1;
        party.tags.add("a");
        app.entities().persist(party);
        Firm firm = new Firm();
        firm.id = 2;
        firm.staff = 10;
        firm.tags.add("b");
        app.entities().persist(firm);
    }
}
