package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of a statement, with their places in its text. Comments are left out. Knows the quoting of standard SQL and of
 * PostgreSQL.
 */
final class SqlTokens {

    enum Kind {
        WORD,
        /** In double quotes or backticks. */
        QUOTED,
        /** Text, number. */
        LITERAL,
        /** A question mark. */
        PARAMETER,
        SYMBOL
    }

    /**
     * @param text of a word in upper case, of a quoted name without its quotes
     * @param depth of parentheses around it
     * @param parameter which question mark it is, from 1
     */
    record Token(Kind kind, String text, int start, int end, int depth, int parameter) {

        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(word);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }

        /** As tables and columns are compared: without regard to case. */
        String name() {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int depth;
    private int parameters;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    static List<Token> of(String sql) {
        SqlTokens scan = new SqlTokens(sql);
        int at = 0;
        while (at < sql.length()) {
            at = scan.next(at);
        }
        return scan.tokens;
    }

    private int next(int at) {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            return at + 1;
        }
        if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        }
        if (sql.startsWith("/*", at)) {
            return afterComment(at);
        }
        if (c == '\'') {
            return add(Kind.LITERAL, "", at, afterQuoted(at + 1, '\'', false));
        }
        if ((c == 'e' || c == 'E') && sql.startsWith("'", at + 1)) {
            return add(Kind.LITERAL, "", at, afterQuoted(at + 2, '\'', true));
        }
        if (c == '"' || c == '`') {
            int end = afterQuoted(at + 1, c, false);
            String doubled = String.valueOf(c) + c;
            return add(Kind.QUOTED, sql.substring(at + 1, Math.max(at + 1, end - 1)).replace(doubled, String.valueOf(c)), at,
                    end);
        }
        if (c == '$') {
            return dollar(at);
        }
        if (Character.isJavaIdentifierStart(c)) {
            int end = afterWord(at);
            return add(Kind.WORD, sql.substring(at, end).toUpperCase(Locale.ROOT), at, end);
        }
        if (Character.isDigit(c)) {
            return add(Kind.LITERAL, "", at, afterWord(at));
        }
        return symbol(c, at);
    }

    private int symbol(char c, int at) {
        if (c == '?') {
            // a doubled one is an operator of PostgreSQL, escaped for its driver
            if (sql.startsWith("?", at + 1)) {
                return add(Kind.SYMBOL, "??", at, at + 2);
            }
            parameters++;
            return add(Kind.PARAMETER, "?", at, at + 1);
        }
        if (c == ')') {
            depth--;
        }
        add(Kind.SYMBOL, String.valueOf(c), at, at + 1);
        if (c == '(') {
            depth++;
        }
        return at + 1;
    }

    private int add(Kind kind, String text, int start, int end) {
        tokens.add(new Token(kind, text, start, end, depth, kind == Kind.PARAMETER ? parameters : 0));
        return end;
    }

    private int afterWord(int at) {
        int end = at + 1;
        while (end < sql.length() && (Character.isJavaIdentifierPart(sql.charAt(end)))) {
            end++;
        }
        return end;
    }

    private int afterQuoted(int from, char quote, boolean escapes) {
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (escapes && c == '\\') {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return sql.length();
    }

    /** Comments of PostgreSQL nest. */
    private int afterComment(int from) {
        int open = 0;
        for (int at = from; at < sql.length(); at++) {
            if (sql.startsWith("/*", at)) {
                open++;
                at++;
            } else if (sql.startsWith("*/", at)) {
                open--;
                at++;
                if (open == 0) {
                    return at + 1;
                }
            }
        }
        return sql.length();
    }

    /** {@code $$text$$} and {@code $tag$text$tag$}. */
    private int dollar(int at) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != '$' && Character.isJavaIdentifierPart(sql.charAt(end))) {
            end++;
        }
        if (end < sql.length() && sql.charAt(end) == '$') {
            String tag = sql.substring(at, end + 1);
            int close = sql.indexOf(tag, end + 1);
            return add(Kind.LITERAL, "", at, close < 0 ? sql.length() : close + tag.length());
        }
        return add(Kind.SYMBOL, "$", at, at + 1);
    }
}
