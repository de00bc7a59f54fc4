package io.quarkiverse.durable.it.capture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.hibernate.engine.spi.SharedSessionContractImplementor;

import io.quarkiverse.durable.it.capture.Mappings;

/** A copy of the application's tables that is made of nothing but the published messages. */
public final class Replica implements AutoCloseable {

    private final Model model;
    private final Tables tables;
    private final Connection connection;
    private final Consumer consumer;
    private final Map<String, SharedSessionContractImplementor> sessions = new HashMap<>();
    private final Map<String, Map<Integer, Message>> pending = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Message> last = new ArrayList<>();

    /** @param connection past the application's pool; for this copy alone */
    public Replica(Map<String, Mappings.Unit> units, Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        model = new Model(units);
        tables = new Tables(connection, model.parts());
        tables.create(model.tables(null));
        consumer = new Consumer(model, new Statements(connection, Tables.TARGET), this::session);
    }

    /** Hibernate's binders ask a session for arrays and large objects of its connection. */
    private SharedSessionContractImplementor session(String unit) {
        return sessions.computeIfAbsent(unit, name -> (SharedSessionContractImplementor) model.factory(name).withOptions()
                .connection(connection).tenantIdentifier((Object) (name.equals("tenants") ? "consumer" : null)).openSession());
    }

    /** Applies what is complete, and keeps the rest for later. */
    public void apply(List<String> texts) {
        List<Message> messages = new ArrayList<>();
        for (String text : texts) {
            Message message = Message.of(text);
            if (message.entity() != null && !message.entity().equals("Marker") && seen.add(message.id())) {
                messages.add(message);
            }
        }
        last.clear();
        last.addAll(messages);
        Consumer.grouped(messages)
                .forEach((id, group) -> pending.computeIfAbsent(id, each -> new HashMap<>()).putAll(group));
        try {
            Consumer.complete(pending).forEach(consumer::apply);
            tables.commit();
        } catch (AssertionError | RuntimeException e) {
            tables.rollback();
            throw e;
        }
    }

    /** From now on transactions may set savepoints, and statements insert into tables of collections. */
    public void expectStatements() {
        consumer.expectStatements();
    }

    /** Fails if the tables differ in one column of one row. */
    public void compare(Class<?> theme) {
        assertThat(pending).as("transactions of which messages are missing").isEmpty();
        List<String> differences = tables.differences(model.tables(theme));
        differences.addAll(Formulas.differences(model, tables, consumer.known()));
        tables.commit();
        assertThat(differences).as("differences between the tables and what the events say, the last of which are %s", last)
                .isEmpty();
    }

    /** Empties the tables, and forgets the rows, behind everybody's back. */
    public void empty(Class<?> theme) {
        tables.rollback();
        tables.empty(model.tables(theme));
        consumer.forget();
        pending.clear();
    }

    /** DDL and DML of which nobody should know. */
    public void execute(String sql) {
        tables.execute(sql);
        tables.commit();
    }

    @Override
    public void close() throws SQLException {
        sessions.values().forEach(session -> ((org.hibernate.Session) session).close());
        connection.close();
    }
}
