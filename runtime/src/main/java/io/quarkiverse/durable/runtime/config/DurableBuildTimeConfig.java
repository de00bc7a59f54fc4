package io.quarkiverse.durable.runtime.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.Operation;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Durable.
 */
@ConfigMapping(prefix = "quarkus.durable")
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
public interface DurableBuildTimeConfig {

    /**
     * Whether the extension does anything. If not, `@Durable` and `Outbox` have no effect and nothing is published.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Channels that `Outbox.append` may name, beside those of the entities.
     */
    @WithDefault("outbox")
    Set<String> outboxChannels();

    /**
     * What the annotation `@Durable` of one entity says, said here instead, by the entity's JPA name.
     */
    @ConfigDocMapKey("entity-name")
    Map<String, EntityConfig> entity();

    /** Settings of one durable entity. */
    interface EntityConfig {

        /**
         * By which the log and consumers know it. The default is its JPA name.
         */
        Optional<String> type();

        /**
         * Name of its channel.
         */
        Optional<String> channel();

        /**
         * Attributes whose values, joined by commas, are the key of its messages. Without them it is the identifier.
         */
        Optional<List<String>> key();

        /**
         * Attributes to publish. Without them it is all.
         */
        Optional<List<String>> include();

        /**
         * Attributes that are in the log and are not published.
         */
        Optional<List<String>> exclude();

        /**
         * Attributes that are in the log, and of which three asterisks are published.
         */
        Optional<List<String>> mask();

        /**
         * Attributes that are neither in the log nor published.
         */
        Optional<List<String>> unlogged();

        /**
         * Which states before a change are captured: `always`, `known` (to Hibernate, without asking the database) or `never`.
         */
        Optional<Durable.Before> before();

        /**
         * Which changes are published: one or more of `insert`, `update` and `delete`.
         */
        Optional<Set<Operation>> operations();
    }
}
