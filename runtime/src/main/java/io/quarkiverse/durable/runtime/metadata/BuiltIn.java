package io.quarkiverse.durable.runtime.metadata;

import io.quarkiverse.durable.spi.MetadataSource;

/** A source of the extension, which comes before those of the application. */
interface BuiltIn extends MetadataSource {
}
