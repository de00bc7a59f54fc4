package io.quarkiverse.durable.spi;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a transaction, and in which context. All its events carry it. Each part is null where there is none, or a text
 * without control characters of at most 255 characters, the reason of at most 1000. A blank text is none.
 *
 * @param tenant for whom it writes. A change that was made for another tenant than the first change of the transaction keeps
 *        its own
 * @param user name of the principal
 * @param requestId of the request that it belongs to, given by whoever sent that
 * @param traceparent W3C trace context of the current span
 * @param reason what the application said with {@link io.quarkiverse.durable.CurrentTransaction#setReason(String)}
 */
public record TransactionMetadata(@Nullable String tenant, @Nullable String user, @Nullable String requestId,
        @Nullable String traceparent, @Nullable String reason) {

    /** Nothing is known. */
    public static final TransactionMetadata NONE = new TransactionMetadata(null, null, null, null, null);

    private static final int LENGTH_MAX = 255;
    private static final int REASON_LENGTH_MAX = 1000;

    /** @throws IllegalArgumentException a text is too long, or has a character that no event can carry */
    public TransactionMetadata {
        tenant = checked("tenant", tenant, LENGTH_MAX);
        user = checked("user", user, LENGTH_MAX);
        requestId = checked("requestId", requestId, LENGTH_MAX);
        traceparent = checked("traceparent", traceparent, LENGTH_MAX);
        reason = checked("reason", reason, REASON_LENGTH_MAX);
    }

    /** The same with another tenant. */
    public TransactionMetadata withTenant(@Nullable String other) {
        return new TransactionMetadata(other, user, requestId, traceparent, reason);
    }

    /** The same with another user. */
    public TransactionMetadata withUser(@Nullable String other) {
        return new TransactionMetadata(tenant, other, requestId, traceparent, reason);
    }

    /** The same with another request id. */
    public TransactionMetadata withRequestId(@Nullable String other) {
        return new TransactionMetadata(tenant, user, other, traceparent, reason);
    }

    /** The same with another trace context. */
    public TransactionMetadata withTraceparent(@Nullable String other) {
        return new TransactionMetadata(tenant, user, requestId, other, reason);
    }

    /** The same with another reason. */
    public TransactionMetadata withReason(@Nullable String other) {
        return new TransactionMetadata(tenant, user, requestId, traceparent, other);
    }

    private static @Nullable String checked(String name, @Nullable String text, int lengthMax) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > lengthMax) {
            throw new IllegalArgumentException(name + " has " + text.length() + " characters, and " + lengthMax
                    + " are allowed");
        }
        if (text.codePoints().anyMatch(TransactionMetadata::isNotText)) {
            throw new IllegalArgumentException(name + " has a control character, or half of a surrogate pair");
        }
        return text;
    }

    private static boolean isNotText(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
