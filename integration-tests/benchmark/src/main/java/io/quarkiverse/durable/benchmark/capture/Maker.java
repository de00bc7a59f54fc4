package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.envers.Audited;
import org.jspecify.annotations.NullUnmarked;

/** Whom an article refers to. Envers wants it audited too; it never changes while something is measured. */
@NullUnmarked
@Audited
@Entity
public class Maker {

    @Id
    public long id;
    public String name;
}
