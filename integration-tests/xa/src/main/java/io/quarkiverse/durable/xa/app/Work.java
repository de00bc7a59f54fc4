package io.quarkiverse.durable.xa.app;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One transaction, as a test ordered it.
 *
 * @param marker unique; chosen by the test
 * @param steps in this order: {@code first}, {@code second} and {@code local} write to an account there, {@code resource}
 *        enlists the
 *        application's own XA resource, {@code event} appends an explicit event
 * @param failure of the application's own XA resource, or null
 */
record Work(String marker, List<String> steps, long account, long amount, StopResource.@Nullable Failure failure) {
}
