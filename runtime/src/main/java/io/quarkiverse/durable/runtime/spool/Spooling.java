package io.quarkiverse.durable.runtime.spool;

import java.nio.file.Path;

/**
 * Where to put what memory has no room for.
 *
 * @param memory in bytes, by estimate, before a file is used
 */
public record Spooling(Path directory, long memory) {
}
