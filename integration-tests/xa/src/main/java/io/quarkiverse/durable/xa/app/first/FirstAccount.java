package io.quarkiverse.durable.xa.app.first;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.xa.app.Account;

/** An account in the default datasource, which is XA. */
@Entity
@Durable
public class FirstAccount extends Account {
}
