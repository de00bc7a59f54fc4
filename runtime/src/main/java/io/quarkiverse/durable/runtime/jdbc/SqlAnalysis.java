package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.jdbc.SqlTokens.Kind;
import io.quarkiverse.durable.runtime.jdbc.SqlTokens.Token;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Refused;
import io.quarkiverse.durable.runtime.jdbc.SqlVerdict.Unconcerned;

/**
 * Decides about a statement by its text. What it does not know for certain to leave durable tables alone, and cannot ask for
 * the rows of, is refused.
 */
final class SqlAnalysis {

    private static final Set<String> WRITING = Set.of("INSERT", "DELETE", "MERGE", "TRUNCATE", "UPDATE", "REPLACE");
    /** First words of statements that return rows; a part of them may write all the same. */
    private static final Set<String> READING = Set.of("SELECT", "WITH", "VALUES", "TABLE", "(", "EXPLAIN");
    /** First words of statements that can change rows in ways that are not looked into. */
    private static final Set<String> OPAQUE = Set.of("MERGE", "REPLACE", "UPSERT", "TRUNCATE", "COPY", "CALL", "EXECUTE",
            "EXEC",
            "DO", "BEGIN", "DECLARE", "LOAD", "RUNSCRIPT", "{", "PREPARE", "?");
    private static final Set<String> DELETING = Set.of("DELETE", "TRUNCATE", "REPLACE");
    private static final Set<String> CALLING = Set.of("CALL", "EXECUTE", "EXEC", "DO", "RUNSCRIPT", "{", "?");

    private final String sql;
    private final List<Token> tokens;
    private final Map<String, DurableTable> tables;
    private final Set<String> named = new TreeSet<>();

    private SqlAnalysis(String sql, Map<String, DurableTable> tables) {
        this.sql = sql;
        this.tokens = SqlTokens.of(sql);
        this.tables = tables;
        for (Token token : tokens) {
            DurableTable table = token.isName() ? tables.get(token.name()) : null;
            if (table != null && (table.isDurable() || mayCascade(table))) {
                named.add(token.name());
            }
        }
    }

    /** Whether the statement may make the database go on from this table to others. */
    private boolean mayCascade(DurableTable table) {
        return !table.cascades().isEmpty() && (Cascade.follow(table.cascades(), false)
                || tokens.stream().anyMatch(token -> token.kind() == Kind.WORD && DELETING.contains(token.text()))
                || CALLING.contains(tokens.get(0).text()));
    }

    /** @param tables by name */
    static SqlVerdict of(String sql, Map<String, DurableTable> tables) {
        return new SqlAnalysis(sql, tables).verdict();
    }

    /** Those of the tables that a statement names. */
    static Set<String> named(String sql, Map<String, DurableTable> tables) {
        return SqlTokens.of(sql).stream().filter(token -> token.isName() && tables.containsKey(token.name())).map(Token::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private SqlVerdict verdict() {
        if (tokens.isEmpty()) {
            return Unconcerned.INSTANCE;
        }
        SqlVerdict savepoint = savepoint();
        if (savepoint != null) {
            return savepoint;
        }
        if (named.isEmpty()) {
            return Unconcerned.INSTANCE;
        }
        boolean several = several();
        String first = tokens.get(0).text();
        if (several && tokens.stream().anyMatch(token -> WRITING.contains(token.text()) || OPAQUE.contains(token.text()))) {
            return refused("it is several statements in one text");
        }
        switch (first) {
            case "INSERT":
                return insert();
            case "UPDATE":
                return new ChangeAnalysis(sql, tokens, this).verdict(false);
            case "DELETE":
                return new ChangeAnalysis(sql, tokens, this).verdict(true);
            case "MERGE":
                return merge();
            default:
                return other(first);
        }
    }

    private @Nullable SqlVerdict savepoint() {
        int last = is(tokens.size() - 1, ";") ? tokens.size() - 2 : tokens.size() - 1;
        if (is(0, "SAVEPOINT") && last >= 1) {
            return new SqlVerdict.Savepoint(tokens.get(1).name(), false);
        }
        if (is(0, "ROLLBACK") && tokens.stream().anyMatch(token -> token.is("TO"))) {
            return new SqlVerdict.Savepoint(tokens.get(last).name(), true);
        }
        return null;
    }

    private boolean several() {
        for (int i = 0; i < tokens.size() - 1; i++) {
            if (is(i, ";")) {
                return true;
            }
        }
        return false;
    }

    private SqlVerdict other(String first) {
        if (OPAQUE.contains(first)) {
            return refused("what a statement with " + first + " writes is not analysed");
        }
        if (READING.contains(first)) {
            for (int i = 1; i < tokens.size(); i++) {
                if (isWriting(i)) {
                    return refused(tokens.get(i).text() + " is inside of a statement that begins with " + first);
                }
            }
        }
        return Unconcerned.INSTANCE;
    }

    /** A writing word that is no alias, no column and no lock. */
    private boolean isWriting(int i) {
        if (tokens.get(i).kind() != Kind.WORD || !WRITING.contains(tokens.get(i).text()) || is(i - 1, ".")) {
            return false;
        }
        if (is(i, "UPDATE")) {
            return !is(i - 1, "FOR") && !is(i - 1, "KEY");
        }
        return is(i, "TRUNCATE") || is(i + 1, "INTO") || is(i + 1, "FROM");
    }

    private SqlVerdict merge() {
        int at = is(1, "INTO") ? 2 : 1;
        Target target = target(at);
        return target != null && target.table == null && !target.foreign ? Unconcerned.INSTANCE
                : refused("what a statement with MERGE writes is not analysed");
    }

    private SqlVerdict insert() {
        Target target = is(1, "INTO") ? target(2) : null;
        if (target == null) {
            return refused("its target is not recognized");
        }
        if (target.foreign) {
            return refused(otherSchema());
        }
        if (target.table == null) {
            return writesInside(target.next);
        }
        boolean durable = target.table.isDurable();
        for (int i = target.next; i < tokens.size(); i++) {
            if (is(i, "ON") && (is(i + 1, "CONFLICT") || is(i + 1, "DUPLICATE"))) {
                return refused("with ON " + tokens.get(i + 1).text() + " it may update rows as well as insert them");
            }
            if (durable && tokens.get(i).depth() == 0 && is(i, "RETURNING")) {
                return refused("it has a RETURNING clause; ask for generated keys by JDBC instead");
            }
        }
        SqlVerdict inside = writesInside(target.next);
        if (!durable || inside instanceof Refused) {
            return inside;
        }
        String obstacle = obstacle(target.table);
        return obstacle == null ? new SqlVerdict.Insert(target.table) : refused(obstacle);
    }

    /** Whether a part of the statement after its beginning writes as well. */
    SqlVerdict writesInside(int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (isWriting(i)) {
                return refused(tokens.get(i).text() + " is inside of it");
            }
        }
        return Unconcerned.INSTANCE;
    }

    static @Nullable String obstacle(DurableTable table) {
        for (DurableTable.Rows rows : table.rows()) {
            if (rows.obstacle() != null) {
                return rows.obstacle();
            }
        }
        return null;
    }

    static String otherSchema() {
        return "it names a schema, and not the one of the mapping; whether it is the same table cannot be said";
    }

    /**
     * The table that a statement writes to.
     *
     * @param table null if it is not durable, and no durable one follows on it
     * @param schema null if the statement does not name it
     * @param foreign the name is that of a durable table, the schema another
     * @param next the token after it
     */
    record Target(@Nullable DurableTable table, @Nullable String schema, boolean foreign, int start, int next) {
    }

    /** @return null if there is no name */
    @Nullable
    Target target(int at) {
        List<String> parts = new ArrayList<>();
        int next = at;
        while (next < tokens.size() && tokens.get(next).isName()) {
            parts.add(tokens.get(next).name());
            next++;
            if (!is(next, ".")) {
                break;
            }
            next++;
        }
        if (parts.isEmpty()) {
            return null;
        }
        String name = parts.get(parts.size() - 1);
        DurableTable table = named.contains(name) ? tables.get(name) : null;
        String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : null;
        boolean foreign = table != null && table.isDurable() && schema != null && !schema.equals(table.schema());
        return new Target(foreign ? null : table, schema, foreign, at, next);
    }

    Refused refused(String why) {
        boolean cascading = named.stream().map(tables::get).anyMatch(table -> table != null && mayCascade(table));
        return new Refused(Set.copyOf(named), cascading, why);
    }

    /** Where it is known what the database does because of it. */
    Refused refusedAlone(String why) {
        return new Refused(Set.copyOf(named), false, why);
    }

    boolean is(int at, String word) {
        return at >= 0 && at < tokens.size() && tokens.get(at).is(word);
    }
}
