/** What reaches the database past Hibernate's entity events: statements are looked at where they are prepared. */
@NullMarked
package io.quarkiverse.durable.runtime.jdbc;

import org.jspecify.annotations.NullMarked;
