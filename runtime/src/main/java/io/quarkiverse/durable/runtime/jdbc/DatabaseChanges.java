package io.quarkiverse.durable.runtime.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What the catalog says of how the database changes rows of durable tables by itself. */
public final class DatabaseChanges {

    private static final String TRIGGERS = "select distinct event_object_table, trigger_name from information_schema.triggers";

    private static final String ACTIONS = """
            select t.table_name, r.constraint_name, r.delete_rule, r.update_rule
            from information_schema.referential_constraints r
            join information_schema.table_constraints t
              on t.constraint_schema = r.constraint_schema and t.constraint_name = r.constraint_name""";

    private static final Set<String> HARMLESS = Set.of("NO ACTION", "RESTRICT");

    private DatabaseChanges() {
    }

    /**
     * Those of the tables that have a trigger, which may write other values into a row than those that it is given.
     *
     * @param tables names in lower case
     */
    public static Set<String> triggered(Connection connection, Set<String> tables) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(TRIGGERS)) {
            while (row.next()) {
                String table = lower(row.getString(1));
                if (tables.contains(table)) {
                    found.add(table);
                }
            }
        }
        return found;
    }

    /**
     * One clause for each trigger and each foreign key with an action.
     *
     * @param tables names in lower case
     */
    public static List<String> of(Connection connection, Set<String> tables) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(TRIGGERS)) {
                while (row.next()) {
                    if (tables.contains(lower(row.getString(1)))) {
                        found.add("trigger " + row.getString(2) + " on " + row.getString(1));
                    }
                }
            }
            try (ResultSet row = statement.executeQuery(ACTIONS)) {
                while (row.next()) {
                    if (tables.contains(lower(row.getString(1)))) {
                        action(row, "ON DELETE", row.getString(3), found);
                        action(row, "ON UPDATE", row.getString(4), found);
                    }
                }
            }
        }
        return new ArrayList<>(found);
    }

    private static void action(ResultSet row, String when, String rule, Set<String> found) throws SQLException {
        if (!HARMLESS.contains(rule)) {
            found.add("foreign key " + row.getString(2) + " of " + row.getString(1) + " with " + when + " " + rule);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
