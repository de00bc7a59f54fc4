package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

import org.hibernate.envers.RevisionEntity;
import org.hibernate.envers.RevisionNumber;
import org.hibernate.envers.RevisionTimestamp;

/** Envers' row for each transaction, with the columns of its own; here since Quarkus must see the class when it builds. */
@Entity
@RevisionEntity
public class Revision {

    @Id
    @GeneratedValue
    @RevisionNumber
    public int id;
    @RevisionTimestamp
    public long timestamp;
}
