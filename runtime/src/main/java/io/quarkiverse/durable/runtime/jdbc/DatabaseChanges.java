package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.quarkiverse.durable.runtime.jdbc.ForeignKey.Action;
import io.quarkiverse.durable.runtime.jdbc.ForeignKey.Table;

/**
 * What the catalog says of how the database changes rows by itself.
 *
 * @param triggers one clause for each on a durable table
 * @param triggered names in lower case of the durable tables that have one, which may write other values into a row than those
 *        that it is given
 * @param cascades foreign keys with actions that lead to durable tables
 */
public record DatabaseChanges(Set<String> triggers, Set<String> triggered, Cascades cascades) {

    private static final String TRIGGERS = "select distinct event_object_table, trigger_name from information_schema.triggers";

    private static final String FOREIGN_KEYS = """
            select p.table_schema, p.table_name, c.table_schema, c.table_name, r.constraint_name,
              r.delete_rule, r.update_rule, p.column_name, c.column_name
            from information_schema.referential_constraints r
            join information_schema.key_column_usage c
              on c.constraint_schema = r.constraint_schema and c.constraint_name = r.constraint_name
            join information_schema.key_column_usage p
              on p.constraint_schema = r.unique_constraint_schema and p.constraint_name = r.unique_constraint_name
              and p.ordinal_position = c.position_in_unique_constraint
            where r.delete_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')
              or r.update_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')
            order by 3, 4, 5, c.ordinal_position""";

    /** Its names of constraints are not unique, and the standard's catalog shows only those of the own role. */
    private static final String FOREIGN_KEYS_OF_POSTGRES = """
            select pn.nspname, p.relname, cn.nspname, c.relname, k.conname,
              case k.confdeltype when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'd' then 'SET DEFAULT' else '' end,
              case k.confupdtype when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'd' then 'SET DEFAULT' else '' end,
              pa.attname, ca.attname
            from pg_constraint k
            join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
            join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
            cross join lateral unnest(k.confkey, k.conkey) with ordinality as u (parent, child, place)
            join pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = u.parent
            join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = u.child
            where k.contype = 'f' and k.conparentid = 0
              and (k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
            order by 3, 4, 5, u.place""";

    /** Where nothing is known. */
    public static DatabaseChanges none(Map<String, DurableTable> durable) {
        return new DatabaseChanges(Set.of(), Set.of(), new Cascades(List.of(), durable, null));
    }

    /** @param durable tables by name */
    public static DatabaseChanges read(Connection connection, Map<String, DurableTable> durable) throws SQLException {
        Set<String> triggers = new TreeSet<>();
        Set<String> triggered = new TreeSet<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(TRIGGERS)) {
            while (row.next()) {
                String table = row.getString(1).toLowerCase(Locale.ROOT);
                if (durable.containsKey(table)) {
                    triggers.add("trigger " + row.getString(2) + " on " + row.getString(1));
                    triggered.add(table);
                }
            }
        }
        return new DatabaseChanges(triggers, triggered,
                new Cascades(foreignKeys(connection), durable, connection.getSchema()));
    }

    private static List<ForeignKey> foreignKeys(Connection connection) throws SQLException {
        boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        Map<List<String>, ForeignKey> keys = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(postgres ? FOREIGN_KEYS_OF_POSTGRES : FOREIGN_KEYS)) {
            while (row.next()) {
                ForeignKey part = new ForeignKey(row.getString(5), new Table(row.getString(1), row.getString(2)),
                        List.of(row.getString(8)), new Table(row.getString(3), row.getString(4)), List.of(row.getString(9)),
                        Action.of(row.getString(6)), Action.of(row.getString(7)));
                keys.merge(List.of(part.child().schema(), part.child().name(), part.name()), part, ForeignKey::with);
            }
        }
        return new ArrayList<>(keys.values());
    }

    /** One clause for each change that is not captured. */
    public List<String> uncaptured() {
        Set<String> all = new TreeSet<>(triggers);
        all.addAll(cascades.uncapturable());
        return new ArrayList<>(all);
    }
}
