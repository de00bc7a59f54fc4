package io.quarkiverse.durable.xa.app.local;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.xa.app.Account;

/** An account in the datasource that is not XA. */
@Entity
@Durable
public class LocalAccount extends Account {
}
