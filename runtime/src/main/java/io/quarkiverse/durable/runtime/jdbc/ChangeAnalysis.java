package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import io.quarkiverse.durable.runtime.jdbc.SqlAnalysis.Target;
import io.quarkiverse.durable.runtime.jdbc.SqlTokens.Kind;
import io.quarkiverse.durable.runtime.jdbc.SqlTokens.Token;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Refused;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Unconcerned;

/** Takes UPDATE and DELETE apart into what asks for their rows. */
final class ChangeAnalysis {

    private static final Set<String> AFTER_TARGET = Set.of("SET", "WHERE", "FROM", "USING");
    private static final Set<String> TOO_MUCH = Set.of("RETURNING", "LIMIT", "FETCH", "ORDER");

    private final String sql;
    private final List<Token> tokens;
    private final SqlAnalysis statement;
    private final int end;

    ChangeAnalysis(String sql, List<Token> tokens, SqlAnalysis statement) {
        this.sql = sql;
        this.tokens = tokens;
        this.statement = statement;
        this.end = tokens.get(tokens.size() - 1).is(";") ? tokens.size() - 1 : tokens.size();
    }

    SqlVerdict verdict(boolean delete) {
        int at = delete && statement.is(1, "FROM") ? 2 : 1;
        Target target = statement.is(at, "ONLY") ? null : statement.target(at);
        if (target == null) {
            return statement.refused("its target is not recognized");
        }
        if (target.foreign()) {
            return statement.refused(SqlAnalysis.otherSchema());
        }
        if (statement.writesInside(target.next()) instanceof Refused inside) {
            return inside;
        }
        DurableTable table = target.table();
        if (table == null) {
            return Unconcerned.INSTANCE;
        }
        return change(target, table, delete);
    }

    private static SqlVerdict.Onward onward(Target target, DurableTable table, Predicate<Cascade> follows) {
        return new SqlVerdict.Onward(
                table.cascades().stream().filter(each -> each.isOf(target.schema()) && follows.test(each)).toList(),
                target.schema() != null, false);
    }

    private SqlVerdict change(Target target, DurableTable table, boolean delete) {
        int next = target.next();
        String reference = text(next - 1, next);
        int alias = statement.is(next, "AS") ? next + 1 : next;
        if (alias < end && tokens.get(alias).isName() && !(tokens.get(alias).kind() == Kind.WORD
                && AFTER_TARGET.contains(tokens.get(alias).text()))) {
            reference = text(alias, alias + 1);
            next = alias + 1;
        }
        int set = delete ? next : clause("SET", next);
        int joined = clause(delete ? "USING" : "FROM", set);
        int where = clause("WHERE", set);
        Set<String> assigned = delete ? Set.of() : assigned(set + 1, Math.min(joined, where));
        SqlVerdict.Onward onward = onward(target, table,
                each -> delete ? each.isOnDelete() : !each.isOnDelete() && each.refersTo(assigned));
        if (!table.isDurable() && onward.cascades().isEmpty()) {
            return Unconcerned.INSTANCE;
        }
        for (int i = next; i < end; i++) {
            if (tokens.get(i).depth() == 0 && tokens.get(i).kind() == Kind.WORD && TOO_MUCH.contains(tokens.get(i).text())) {
                return statement.refused("it has a clause with " + tokens.get(i).text());
            }
        }
        boolean misplaced = delete ? next < end && joined != next && where != next : set != next;
        if (misplaced || joined < end && joined > where) {
            return statement.refused("it is not built as expected");
        }
        if (statement.is(where + 1, "CURRENT") && statement.is(where + 2, "OF")) {
            return statement.refused("it changes the row of a cursor");
        }
        String obstacle = SqlAnalysis.obstacle(table);
        if (obstacle == null && !delete && setsKey(table, assigned)) {
            obstacle = "it sets a column that is part of the key";
        }
        return obstacle != null && onward.cascades().isEmpty() ? statement.refusedAlone(obstacle)
                : new SqlVerdict.Change(table, delete, source(target, new Parts(reference, next, joined, where)), onward,
                        obstacle);
    }

    /** Places of tokens; the end where a clause is missing. */
    private record Parts(String reference, int next, int joined, int where) {
    }

    private SqlVerdict.Source source(Target target, Parts parts) {
        StringBuilder source = new StringBuilder("from ").append(text(target.start(), parts.next));
        List<Integer> parameters = new ArrayList<>();
        boolean joined = parts.joined < end;
        if (joined) {
            // each row once, however many rows of the others it meets
            int last = Math.min(parts.where, end);
            source.append(" where exists (select 1 from ").append(text(parts.joined + 1, last));
            parameters(parameters, parts.joined, last);
        }
        if (parts.where < end) {
            source.append(' ').append(text(parts.where, end));
            parameters(parameters, parts.where, end);
        }
        return new SqlVerdict.Source(parts.reference, source.append(joined ? ")" : "").toString(), parameters);
    }

    private void parameters(List<Integer> into, int from, int to) {
        for (int i = from; i < to; i++) {
            if (tokens.get(i).kind() == Kind.PARAMETER) {
                into.add(tokens.get(i).parameter());
            }
        }
    }

    /** The word at its place outside of parentheses, from a token on; the end if there is none. */
    private int clause(String word, int from) {
        for (int i = from; i < end; i++) {
            if (tokens.get(i).depth() == 0 && statement.is(i, word) && !statement.is(i - 1, "DISTINCT")) {
                return i;
            }
        }
        return end;
    }

    /** Columns that are given a value, in lower case. */
    private Set<String> assigned(int from, int to) {
        Set<String> columns = new HashSet<>();
        boolean left = true;
        for (int i = from; i < to; i++) {
            Token token = tokens.get(i);
            if (token.depth() == 0 && token.is(",")) {
                left = true;
            } else if (token.depth() == 0 && token.is("=")) {
                left = false;
            } else if (left && token.isName()) {
                columns.add(token.name());
            }
        }
        return columns;
    }

    private static boolean setsKey(DurableTable table, Set<String> assigned) {
        return table.rows().stream().flatMap(rows -> rows.keyColumns().stream())
                .anyMatch(column -> assigned.contains(plain(column)));
    }

    private static String plain(String column) {
        return column.replace("\"", "").replace("`", "").toLowerCase(Locale.ROOT);
    }

    /** From the start of one token to the end of the one before another. */
    private String text(int from, int to) {
        return sql.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }
}
