/** What the Dev UI asks for. Its bean exists in dev mode only. */
@NullMarked
package io.quarkiverse.durable.runtime.devui;

import org.jspecify.annotations.NullMarked;
