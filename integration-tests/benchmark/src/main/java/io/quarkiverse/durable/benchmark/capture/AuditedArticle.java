package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;

import org.hibernate.envers.AuditOverride;
import org.hibernate.envers.Audited;

/** Captured by Hibernate Envers. */
@Audited
@AuditOverride(forClass = Article.class)
@Entity
public class AuditedArticle extends VersionedArticle {
}
