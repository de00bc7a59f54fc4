package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.jdbc.Cascade;
import io.quarkiverse.durable.runtime.jdbc.Cascades;
import io.quarkiverse.durable.runtime.jdbc.DurableTable;
import io.quarkiverse.durable.runtime.jdbc.WriteCapture;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.schema.EntitySchema;
import io.quarkiverse.durable.runtime.spool.Spooling;

/** Captures what the statements of one datasource write past Hibernate's entity events. */
public final class BulkCapture implements WriteCapture {

    private static final int WARNED_MAX = 1_000;
    private static final int EARLY_MAX = 1_000;
    private static final Set<String> WRITING = Set.of("insert", "update", "delete");
    private static final int WRITING_LENGTH = 6;

    private final String datasource;
    private final boolean noKeyUpdate;
    private final List<Unit> units = new CopyOnWriteArrayList<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    /** What was written before the application served; which tables are durable was not known yet. */
    private final Set<String> early = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Serving serving;

    /** A persistence unit on the datasource. */
    private record Unit(CaptureModel model, MappedRows.Unit mapped, EntityWrites writes, UnitSchemas schemas) {
    }

    private record Serving(TransactionPort transaction, Choice statements, Choice others, Map<String, DurableTable> tables,
            Spooling spooling) {
    }

    public BulkCapture(String datasource, boolean noKeyUpdate) {
        this.datasource = datasource;
        this.noKeyUpdate = noKeyUpdate;
    }

    void add(CaptureModel model, MappedRows.Unit mapped, EntityWrites writes, UnitSchemas schemas) {
        units.add(new Unit(model, mapped, writes, schemas));
    }

    void remove(org.hibernate.engine.spi.SessionFactoryImplementor factory) {
        units.removeIf(unit -> unit.mapped().shapes().factory().equals(factory));
    }

    /** Of the durable entities on the datasource. */
    public List<EntitySchema> schemas() {
        return units.stream().flatMap(unit -> unit.schemas().all().stream()).toList();
    }

    /** The tables of durable entities by name. */
    public Map<String, DurableTable> durable() {
        return units.isEmpty() ? Map.of()
                : DurableTables.of(units.get(0).model(), units.stream().map(Unit::mapped).toList());
    }

    /**
     * From now on statements are looked at.
     *
     * @param cascades what the database does because of them
     * @param statements what to do about those whose rows are known
     * @param others and about those whose rows are not
     * @param spooling where to put what they change, if it is much
     */
    public void serve(TransactionPort transaction, Cascades cascades, Choice statements, Choice others, Spooling spooling) {
        cascades.all().stream().filter(Cascade::deletes).flatMap(each -> each.rows().stream()).map(MappedRows.class::cast)
                .filter(MappedRows::isWhole).forEach(rows -> rows.unit().cascaded().add(rows.entity()));
        serving = new Serving(transaction, statements, others, cascades.tables(), spooling);
        Map<String, DurableTable> durable = durable();
        early.stream().filter(sql -> WriteCapture.concerns(sql, durable)).sorted().findFirst()
                .ifPresent(sql -> DurableMessages.LOG.notYetCaptured(datasource, sql));
        early.clear();
    }

    /** @param tables names in lower case of those of which the database changes the rows that are written */
    public void triggered(Set<String> tables) {
        for (Unit unit : units) {
            unit.mapped().shapes().factory().getMappingMetamodel().forEachEntityDescriptor(persister -> {
                for (int i = 0; i < persister.getTableSpan(); i++) {
                    if (tables.contains(EntityWrites.name(persister.getTableName(i)))) {
                        unit.mapped().staleness().triggered(persister);
                    }
                }
            });
        }
    }

    public void stop() {
        serving = null;
    }

    private Serving serving() {
        Serving now = serving;
        if (now == null) {
            throw new DurableException("DURABLE-0101",
                    "Changes of durable entities are not admitted now: the application stops");
        }
        return now;
    }

    TransactionPort transaction() {
        return serving().transaction();
    }

    @Override
    public boolean isServing() {
        return serving != null;
    }

    @Override
    public void passedBefore(String sql) {
        String start = sql.stripLeading();
        String word = start.substring(0, Math.min(start.length(), WRITING_LENGTH)).toLowerCase(Locale.ROOT);
        if (WRITING.contains(word) && early.size() < EARLY_MAX) {
            early.add(sql);
        }
    }

    @Override
    public Map<String, DurableTable> tables() {
        return serving().tables();
    }

    @Override
    public boolean isReported(String sql, Set<String> tables) {
        for (Unit unit : units) {
            if (unit.writes().covers(sql, tables)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Choice choose(String sql, Set<String> tables, @Nullable String whyNot) {
        Choice choice = whyNot == null ? serving().statements() : serving().others();
        if (choice == Choice.REJECT) {
            String which = named(tables);
            throw whyNot == null
                    ? new DurableException("DURABLE-0142", "A statement writes to the durable table "
                            + which + ", and quarkus.durable.capture.bulk is reject: " + sql
                            + ". Change the entities in a session.")
                    : new DurableException("DURABLE-0141", "A statement may write to the durable table "
                            + which + ", and which rows cannot be known: " + whyNot + ": " + sql
                            + ". Write it as plain INSERT, UPDATE or DELETE, change the entities in a session, or accept that"
                            + " such statements are not captured (quarkus.durable.capture.unanalysable=ignore).");
        }
        if (choice == Choice.IGNORE && warned.size() < WARNED_MAX && warned.add(sql)) {
            DurableMessages.LOG.notCaptured(datasource, sql);
        }
        return choice;
    }

    /** In place of those that are not durable, those to which the database goes on from them. */
    private String named(Set<String> tables) {
        Set<String> names = new TreeSet<>();
        for (String name : tables) {
            DurableTable table = tables().get(name);
            if (table == null || table.isDurable()) {
                names.add(name);
            } else {
                Cascade.changed(table.cascades()).forEach(each -> names.add(each + " (by a foreign key that leads to " + name
                        + ")"));
            }
        }
        return String.join(", ", names);
    }

    @Override
    public Run begin(Connection raw, String sql, List<DurableTable.Rows> rows, Set<Cascade> cascades) throws SQLException {
        if (!serving().transaction().isActive() || raw.getAutoCommit()) {
            throw new DurableException("DURABLE-0143",
                    "A statement writes to a durable table outside of a JTA transaction, or on a"
                            + " connection that was taken before the transaction began: " + sql
                            + ". Put it into a transaction, for example with @Transactional, and take the connection inside of it.");
        }
        rows.forEach(each -> writtenByStatement((MappedRows) each));
        for (Cascade cascade : cascades) {
            // who writes an entity that is deleted learns of it
            cascade.rows().stream().map(MappedRows.class::cast).filter(each -> !cascade.deletes() || !each.isWhole())
                    .forEach(BulkCapture::writtenByStatement);
        }
        return new BulkRun(this, raw, sql, serving().spooling());
    }

    private static void writtenByStatement(MappedRows rows) {
        rows.unit().staleness().writtenByStatement(rows);
    }

    @Override
    public boolean noKeyUpdate() {
        return noKeyUpdate;
    }

    @Override
    public boolean isTransactionActive() {
        return serving().transaction().isActive();
    }

    @Override
    public void savepoint(String name) {
        serving().transaction().savepoint(datasource, name);
    }

    @Override
    public void rollbackTo(String savepoint) {
        serving().transaction().rollbackTo(datasource, savepoint);
    }
}
