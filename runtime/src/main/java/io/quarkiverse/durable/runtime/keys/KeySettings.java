package io.quarkiverse.durable.runtime.keys;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the configuration says of keys. Has no {@code toString} that shows them.
 *
 * @param keys text of each key by id
 */
public record KeySettings(Optional<Boolean> enabled, OptionalLong activeKey, Map<Long, String> keys, Optional<Path> keyFile,
        Optional<String> credentialsProvider, Optional<String> credentialsProviderName, boolean acceptPlaintext) {

    @Override
    public String toString() {
        return "keys " + keys.keySet();
    }
}
