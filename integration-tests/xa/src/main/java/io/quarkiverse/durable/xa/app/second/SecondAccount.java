package io.quarkiverse.durable.xa.app.second;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;
import io.quarkiverse.durable.xa.app.Account;

/** An account in the other XA datasource. */
@Entity
@Durable
public class SecondAccount extends Account {
}
