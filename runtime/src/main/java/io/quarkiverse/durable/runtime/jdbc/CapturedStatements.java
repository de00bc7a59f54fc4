package io.quarkiverse.durable.runtime.jdbc;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkiverse.durable.runtime.jdbc.WriteCapture.Choice;

/** What was decided about the statements of one datasource. */
final class CapturedStatements {

    /** Texts with values in them would fill the memory. */
    static final int TEXTS_MAX = 4_000;
    static final int TEXT_LENGTH_MAX = 20_000;

    private final WriteCapture capture;
    private final Map<String, SqlVerdict> verdicts = new ConcurrentHashMap<>();

    CapturedStatements(WriteCapture capture) {
        this.capture = capture;
    }

    WriteCapture capture() {
        return capture;
    }

    /** {@link SqlVerdict.Insert} and {@link SqlVerdict.Change} are to be captured, the rest may be executed as it is. */
    SqlVerdict look(String sql) {
        if (!capture.isServing()) {
            capture.passedBefore(sql);
            return SqlVerdict.Unconcerned.INSTANCE;
        }
        SqlVerdict verdict = verdict(sql);
        if (verdict instanceof SqlVerdict.Unconcerned) {
            return verdict;
        }
        if (capture.isReported(sql, SqlVerdict.tables(verdict)) && !isRefusedForOthers(verdict)) {
            return verdict instanceof SqlVerdict.Change change && !change.onward().cascades().isEmpty() ? change.reported()
                    : SqlVerdict.Unconcerned.INSTANCE;
        }
        if (verdict instanceof SqlVerdict.Savepoint) {
            return capture.isTransactionActive() ? verdict : SqlVerdict.Unconcerned.INSTANCE;
        }
        String whyNot = verdict instanceof SqlVerdict.Refused refused ? refused.why()
                : verdict instanceof SqlVerdict.Change change ? change.whyNot() : null;
        Choice choice = capture.choose(sql, SqlVerdict.tables(verdict), whyNot);
        return choice == Choice.CAPTURE ? verdict : SqlVerdict.Unconcerned.INSTANCE;
    }

    /** Hibernate reports what it does to its own tables, but not what the database does because of it. */
    private static boolean isRefusedForOthers(SqlVerdict verdict) {
        return verdict instanceof SqlVerdict.Refused refused && refused.cascading();
    }

    /** A call of a procedure, where a statement that could be captured is not looked for. */
    void lookAtCall(String sql) {
        SqlVerdict verdict = look(sql);
        if (!(verdict instanceof SqlVerdict.Unconcerned)) {
            Choice unused = capture.choose(sql, SqlVerdict.tables(verdict), "it is prepared as a call");
        }
    }

    /** A query through whose rows can be written. */
    void lookAtUpdatable(String sql) {
        if (capture.isServing()) {
            Set<String> named = SqlAnalysis.named(sql, capture.tables());
            if (!named.isEmpty()) {
                Choice unused = capture.choose(sql, named, "its result set can be updated");
            }
        }
    }

    private SqlVerdict verdict(String sql) {
        SqlVerdict known = verdicts.get(sql);
        if (known == null) {
            known = SqlAnalysis.of(sql, capture.tables());
            if (sql.length() <= TEXT_LENGTH_MAX) {
                if (verdicts.size() >= TEXTS_MAX) {
                    verdicts.clear();
                }
                verdicts.put(sql, known);
            }
        }
        return known;
    }
}
