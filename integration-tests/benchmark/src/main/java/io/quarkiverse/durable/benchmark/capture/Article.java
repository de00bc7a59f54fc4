package io.quarkiverse.durable.benchmark.capture;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;

import org.jspecify.annotations.NullUnmarked;

/** The model that is captured in several ways. */
@NullUnmarked
@MappedSuperclass
public abstract class Article {

    /** A type of a column with a set of values. */
    public enum Category {
        BOOK,
        TOOL,
        TOY
    }

    @Id
    public long id;
    public String name;
    @Column(length = 400)
    public String description;
    @Column(precision = 12, scale = 2)
    public BigDecimal price;
    public int stock;
    public double weight;
    public boolean active;
    @Enumerated(EnumType.STRING)
    public Category category;
    public Instant changedAt;
    public LocalDate releasedOn;
    public UUID reference;
    @Embedded
    public Dimensions dimensions;
    @ManyToOne(fetch = FetchType.LAZY)
    public Maker maker;
    @ElementCollection
    public Set<String> tags = new HashSet<>();
}
