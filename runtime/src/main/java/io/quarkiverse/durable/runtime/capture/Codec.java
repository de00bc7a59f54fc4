package io.quarkiverse.durable.runtime.capture;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Makes of the value of an attribute the one that stands in the log. */
interface Codec {

    @Nullable
    Object encode(Object value, SharedSessionContractImplementor session);

    default @Nullable Object of(@Nullable Object value, SharedSessionContractImplementor session) {
        return value == null ? null : encode(value, session);
    }
}
