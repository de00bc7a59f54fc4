package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;

import io.quarkiverse.durable.Durable;

/** Captured by Quarkus Durable, which has to lock and read each row before it is written. */
@Durable(channel = ArticleConsumer.CHANNEL)
@Entity
public class UnversionedArticle extends Article {
}
