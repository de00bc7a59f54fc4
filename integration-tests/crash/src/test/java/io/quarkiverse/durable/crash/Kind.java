package io.quarkiverse.durable.crash;

import java.nio.file.Path;
import java.util.Locale;

/** The databases for which the application is built. */
enum Kind {
    H2,
    POSTGRESQL;

    Path application() {
        return Path.of("target", "app-" + name().toLowerCase(Locale.ROOT));
    }
}
