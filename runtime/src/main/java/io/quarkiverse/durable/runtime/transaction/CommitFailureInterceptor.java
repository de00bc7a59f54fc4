package io.quarkiverse.durable.runtime.transaction;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;

/**
 * Around the interceptor that commits: a commit that failed because of us reaches the caller as the exception that says why,
 * and not as the third cause of a wrapper.
 */
@TellsWhyNotDurable
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 190)
public class CommitFailureInterceptor {

    private static final int DEPTH_MAX = 20;

    @AroundInvoke
    Object unwrap(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (DurableException e) {
            throw e;
        } catch (Exception e) {
            DurableException ours = find(e);
            if (ours == null) {
                throw e;
            }
            // not as suppressed: it has ours as its cause, and printing would go round in circles
            throw ours;
        }
    }

    private static @Nullable DurableException find(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH_MAX; depth++) {
            if (cause instanceof DurableException ours) {
                return ours;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
