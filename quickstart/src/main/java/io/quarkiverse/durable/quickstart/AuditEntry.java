package io.quarkiverse.durable.quickstart;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/**
 * One change that the application made, written in the same transaction as the change, by the application and not by the
 * extension. The table is not durable. The demonstration takes from it what was committed.
 */
@Entity
@Table(name = "audit")
public class AuditEntry extends PanacheEntityBase {

    @Id
    @GeneratedValue
    public Long id;

    /** The same for all changes of one transaction. */
    public String request;

    /** Entity, or type of the event. */
    public String subject;

    public String subjectKey;

    public String operation;

    /** Of the order; 0 where there is none. */
    public int version;
}
