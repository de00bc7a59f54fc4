package io.quarkiverse.durable.benchmark;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;

/** An order whose insert is published. */
@Durable
@Entity
public class DurableOrder extends OrderFields {
}
