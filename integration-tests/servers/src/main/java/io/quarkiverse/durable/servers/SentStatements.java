package io.quarkiverse.durable.servers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What one client connection asked its server to execute, by simple queries, or by named and unnamed statements and portals.
 * Used by the thread that reads the client.
 */
final class SentStatements {

    private static final Pattern COMMIT = Pattern.compile("\\s*(commit|end)(\\s+(work|transaction))?\\s*;?\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TRANSACTION_END = Pattern.compile("\\s*(commit|end|rollback(?!\\s+to)|abort)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final int REMEMBERED_MAX = 1_000;

    private final Map<String, String> statements = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();
    private final List<String> inTransaction = new ArrayList<>();

    static boolean isCommit(String sql) {
        return COMMIT.matcher(sql).matches();
    }

    /** The SQL that this message executes; null if it executes none. */
    @Nullable
    String executedBy(PgFrame frame) {
        return switch (frame.type()) {
            case 'Q' -> frame.string(0);
            case 'E' -> portals.getOrDefault(frame.string(0), "");
            case 'P' -> remember(statements, frame.string(0), frame.stringAfter(0));
            case 'B' -> remember(portals, frame.string(0), statements.getOrDefault(frame.stringAfter(0), ""));
            case 'C' -> forget(frame);
            default -> null;
        };
    }

    private static @Nullable String remember(Map<String, String> known, String name, String sql) {
        known.put(name, sql);
        return null;
    }

    private @Nullable String forget(PgFrame close) {
        (close.body()[0] == 'S' ? statements : portals).remove(close.string(1));
        return null;
    }

    void executed(String sql) {
        if (TRANSACTION_END.matcher(sql).matches()) {
            inTransaction.clear();
        } else if (inTransaction.size() < REMEMBERED_MAX) {
            inTransaction.add(sql);
        }
    }

    /** Whether a statement with this text was executed since the connection's last COMMIT or ROLLBACK. */
    boolean transactionMentions(String text) {
        return text.isEmpty() || inTransaction.stream().anyMatch(sql -> sql.contains(text));
    }
}
