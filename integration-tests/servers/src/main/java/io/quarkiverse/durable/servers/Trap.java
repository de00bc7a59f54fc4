package io.quarkiverse.durable.servers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A cut that waits for its statement. It springs once, on the first connection that sends such a statement; the others are left
 * alone.
 */
public final class Trap {

    /** @param answer what the server said and the client never heard: a command tag, an error, or empty if it was not asked */
    public record Cut(String statement, String answer) {
    }

    enum Side {
        BEFORE_SENT,
        AFTER_ANSWERED
    }

    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final Side side;
    private final Predicate<String> statement;
    private final String transactionMentions;
    private final CompletableFuture<Cut> cut = new CompletableFuture<>();

    Trap(Side side, Predicate<String> statement, String transactionMentions) {
        this.side = side;
        this.statement = statement;
        this.transactionMentions = transactionMentions;
    }

    /** Returns when both sockets are closed. */
    public Cut await() {
        try {
            return cut.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("No connection sent the statement that was to be cut within " + WAIT_MAX
                    + (transactionMentions.isEmpty() ? "" : ", in a transaction that mentions " + transactionMentions), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a cut", e);
        }
    }

    public boolean hasSprung() {
        return cut.isDone();
    }

    boolean catches(String sql, SentStatements sent) {
        return statement.test(sql) && sent.transactionMentions(transactionMentions);
    }

    Side side() {
        return side;
    }

    void sprung(String sql, String answer) {
        cut.complete(new Cut(sql, answer));
    }
}
