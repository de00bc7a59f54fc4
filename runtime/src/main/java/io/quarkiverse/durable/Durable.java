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
 *
 * <p>
 * On a {@code @MappedSuperclass} or a superclass it is for all entities below that have none of their own. Attributes are named
 * as in JPA, those of an embeddable with a dot ({@code address.street}). Each element can be set by a property as well, which
 * wins: {@code quarkus.durable.entity."Order".exclude=note}. What is impossible ends the build with a message.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Durable {

    /**
     * By which the log and consumers know the entity; empty for its JPA name. Give an entity whose class gets another name the
     * type that it had, so that events from before and after go together. Unlike the other elements it does not count for the
     * entities below a superclass.
     */
    String type() default "";

    /** Name of the channel; empty for the entity's JPA name. */
    String channel() default "";

    /**
     * Attributes whose values, joined by commas, are the key of the messages, which is what keeps them in order; empty for the
     * identifier. A change of such a value is refused, since the messages before and after it would not be in order.
     */
    String[] key() default {};

    /** Attributes to publish, beside the identifier; empty for all. */
    String[] include() default {};

    /** Attributes that are in the log and are not published. */
    String[] exclude() default {};

    /** Attributes that are in the log, and of which three asterisks are published where they are not null. */
    String[] mask() default {};

    /**
     * Attributes that are neither in the log nor published. A redo of a commit that the database lost cannot bring them back:
     * an update leaves them as the database has them, and an insert sets them to null.
     */
    String[] unlogged() default {};

    /** Which states before a change are captured. */
    Before before() default Before.ALWAYS;

    /** Which changes are published; all are in the log. */
    Operation[] operations() default { Operation.INSERT, Operation.UPDATE, Operation.DELETE };

    /** Which states before a change are captured. */
    enum Before {
        /** All; the row is locked and read before it is written where Hibernate does not know its state. */
        ALWAYS,
        /** Those that Hibernate knows without asking the database. */
        KNOWN,
        /** None, neither in the log nor published. A redo then cannot tell that a row was changed by somebody else. */
        NEVER
    }
}
