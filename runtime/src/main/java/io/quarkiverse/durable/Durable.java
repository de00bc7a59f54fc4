package io.quarkiverse.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Publishes every committed insert, update and delete of this JPA entity.
 *
 * <p>
 * Each change becomes one message on the Reactive Messaging channel {@link #channel()}, after its transaction committed in the
 * database, at least once, and in commit order for each row. A transaction that rolls back publishes nothing.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Durable {

    /** Name of the channel; empty for the entity's JPA name. */
    String channel() default "";
}
