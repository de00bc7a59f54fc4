package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;

/** Captured by Quarkus Durable. */
@Durable(channel = ArticleConsumer.CHANNEL)
@Entity
public class DurableArticle extends VersionedArticle {
}
