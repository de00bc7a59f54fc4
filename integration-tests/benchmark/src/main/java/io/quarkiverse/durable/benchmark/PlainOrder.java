package io.quarkiverse.durable.benchmark;

import jakarta.persistence.Entity;

/** An order of which the extension knows nothing. */
@Entity
public class PlainOrder extends OrderFields {
}
