package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;

/** Captured by nobody. */
@Entity
public class PlainArticle extends VersionedArticle {
}
