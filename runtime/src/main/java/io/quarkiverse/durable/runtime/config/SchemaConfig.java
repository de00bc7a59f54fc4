package io.quarkiverse.durable.runtime.config;

import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.annotations.ConfigGroup;

/** Settings of the schemas of durable entities. */
@ConfigGroup
public interface SchemaConfig {

    /**
     * What happens at start if a durable entity is not what it was when the log was last used, in a way that those who read its
     * events, or a redo, cannot follow: another identifier, a property of another kind, a narrower column, a table that has
     * another type now. `fail` ends the start, `warn` logs a warning and goes on. The default is `fail` in production, and
     * `warn` in dev and test mode.
     */
    Optional<Incompatible> incompatible();

    /**
     * Such changes that are meant: the type and the id of its schema with a colon between, as the message says them.
     */
    Optional<Set<String>> accepted();

    /** Values of {@link #incompatible()}. */
    enum Incompatible {
        FAIL,
        WARN
    }
}
