package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** What has to be done about a statement. */
sealed interface SqlVerdict {

    /** Nothing: it writes to no durable table. */
    record Unconcerned() implements SqlVerdict {
        static final Unconcerned INSTANCE = new Unconcerned();
    }

    /**
     * It may write to durable tables, and which rows cannot be said.
     *
     * @param cascading whether the database may go on to other durable tables from it
     * @param why a clause that ends a sentence
     */
    record Refused(Set<String> tables, boolean cascading, String why) implements SqlVerdict {
    }

    /** The rows are known when it was executed. */
    record Insert(DurableTable table) implements SqlVerdict {
    }

    /**
     * The rows can be asked for before it is executed.
     *
     * @param obstacle why what it does to the table itself cannot be captured all the same; null where it can
     */
    record Change(DurableTable table, boolean delete, Source source, Onward onward, @Nullable String obstacle)
            implements
                SqlVerdict {

        /** @param noKeyUpdate whether the database has a lock for updates that leave the key alone */
        String question(boolean noKeyUpdate) {
            List<String> columns = new ArrayList<>();
            table.rows().forEach(rows -> rows.keyColumns().forEach(column -> columns.add(source.reference + '.' + column)));
            return "select " + (columns.isEmpty() ? "1" : String.join(", ", columns)) + ' ' + source.text
                    + (!delete && noKeyUpdate && onward.cascades.isEmpty() ? " for no key update" : " for update");
        }

        List<Integer> parameters() {
            return source.parameters;
        }

        /** Why it cannot be captured; null where it can. */
        @Nullable
        String whyNot() {
            return obstacle != null ? obstacle : onward.whyNot();
        }

        /** The same where Hibernate reports what it does to its own table. */
        Change reported() {
            return new Change(new DurableTable(table.name(), table.schema(), onward.isCyclic() ? table.entities() : List.of()),
                    delete, source, new Onward(onward.cascades, onward.qualified, true), null);
        }
    }

    /**
     * Where the rows of a statement are.
     *
     * @param reference the target's alias or name, as it stands in the statement
     * @param text FROM and WHERE
     * @param parameters which question marks of the statement those of the text are
     */
    record Source(String reference, String text, List<Integer> parameters) {

        /** A query for the columns to which rows of another table refer. */
        String referenced(ForeignKey key) {
            return "(select " + key.referenced().stream().map(column -> reference + '.' + Onward.quoted(column))
                    .collect(Collectors.joining(", ")) + ' ' + text + ')';
        }
    }

    /**
     * What the database does because of a statement.
     *
     * @param qualified whether the statement names the schema
     * @param alone whether what the statement itself does is no concern
     */
    record Onward(List<Cascade> cascades, boolean qualified, boolean alone) {

        static String quoted(String name) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }

        @Nullable
        String whyNot() {
            return Cascade.reach(cascades).stream().filter(each -> each.obstacle() != null).findFirst()
                    .map(each -> "because of it the database changes rows by the " + each + ", and " + each.obstacle())
                    .orElse(null);
        }

        boolean isCyclic() {
            return Cascade.reach(cascades).stream().anyMatch(Cascade::isCyclic);
        }
    }

    /**
     * A savepoint is set, or the transaction goes back to it.
     *
     * @param name in lower case
     */
    record Savepoint(String name, boolean rollback) implements SqlVerdict {
    }

    /** The durable tables that it writes to, or may. */
    static Set<String> tables(SqlVerdict verdict) {
        if (verdict instanceof Refused refused) {
            return refused.tables();
        }
        DurableTable target = verdict instanceof Insert insert ? insert.table()
                : verdict instanceof Change change ? change.table() : null;
        return target == null ? Set.of() : Set.of(target.name());
    }
}
