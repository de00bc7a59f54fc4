package io.quarkiverse.durable.torture.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Not durable, and never deleted: how often an account's id was inserted. */
@Entity
@Table(name = "account_life")
public class AccountLife {

    @Id
    long id;
    long life;
}
