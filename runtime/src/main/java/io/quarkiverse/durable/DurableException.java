package io.quarkiverse.durable;

import org.jspecify.annotations.Nullable;

/**
 * Why a transaction could not be made durable, and so was rolled back, or why a call was refused. The message says what
 * happened, where, and what to do; it begins with an id that the documentation lists.
 */
public class DurableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;

    public DurableException(String code, String message) {
        this(code, message, null);
    }

    public DurableException(String code, String message, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The id that the message begins with, for example {@code DURABLE-0103}. */
    public String code() {
        return code;
    }
}
