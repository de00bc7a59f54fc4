package io.quarkiverse.durable.runtime.jdbc;

import java.util.List;
import java.util.Set;

/** What has to be done about a statement. */
sealed interface SqlVerdict {

    /** Nothing: it writes to no durable table. */
    record Unconcerned() implements SqlVerdict {
        static final Unconcerned INSTANCE = new Unconcerned();
    }

    /**
     * It may write to durable tables, and which rows cannot be said.
     *
     * @param why a clause that ends a sentence
     */
    record Refused(Set<String> tables, String why) implements SqlVerdict {
    }

    /** The rows are known when it was executed. */
    record Insert(DurableTable table) implements SqlVerdict {
    }

    /**
     * The rows can be asked for before it is executed.
     *
     * @param reference the target's alias or name, as it stands in the statement
     * @param source FROM and WHERE of the question
     * @param parameters which question marks of the statement those of {@link #source} are
     */
    record Change(DurableTable table, boolean delete, String reference, String source, List<Integer> parameters)
            implements
                SqlVerdict {

        /** @param noKeyUpdate whether the database has a lock for updates that leave the key alone */
        String question(boolean noKeyUpdate) {
            StringBuilder sql = new StringBuilder("select ");
            String separator = "";
            for (DurableTable.Rows rows : table.rows()) {
                for (String column : rows.keyColumns()) {
                    sql.append(separator).append(reference).append('.').append(column);
                    separator = ", ";
                }
            }
            return sql.append(' ').append(source).append(!delete && noKeyUpdate ? " for no key update" : " for update")
                    .toString();
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
