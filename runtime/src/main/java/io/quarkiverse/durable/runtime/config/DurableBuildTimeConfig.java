package io.quarkiverse.durable.runtime.config;

import java.util.Set;

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
}
