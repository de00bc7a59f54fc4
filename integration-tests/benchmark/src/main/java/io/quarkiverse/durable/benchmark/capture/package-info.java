/** What it costs to capture an entity: the same model for nobody, for Quarkus Durable and for Hibernate Envers. */
@NullMarked
package io.quarkiverse.durable.benchmark.capture;

import org.jspecify.annotations.NullMarked;
