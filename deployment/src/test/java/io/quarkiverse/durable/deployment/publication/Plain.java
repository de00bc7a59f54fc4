package io.quarkiverse.durable.deployment.publication;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that is not durable, so that there is a persistence unit. */
@Entity
public class Plain {

    @Id
    public long id;
}
