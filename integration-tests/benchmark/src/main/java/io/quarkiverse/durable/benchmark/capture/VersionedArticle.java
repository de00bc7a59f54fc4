package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;

/** The usual case: the database refuses the later of two changes that began with the same state. */
@MappedSuperclass
public abstract class VersionedArticle extends Article {

    @Version
    public int version;
}
