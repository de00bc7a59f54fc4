package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;

/** Captured by Quarkus Durable. */
@Durable
@Entity
public class DurableArticle extends Article {
}
