package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

import io.quarkiverse.durable.Durable;

/** Values of several attributes. */
public final class Embeddables {

    private Embeddables() {
    }

    @Embeddable
    public static class Money {
        public BigDecimal amount;
        public String currency;

        public Money() {
        }

        public Money(String amount, String currency) {
            this.amount = new BigDecimal(amount);
            this.currency = currency;
        }
    }

    @Embeddable
    public record Range(Integer low, Integer high) {
    }

    @Embeddable
    public static class Terms {
        public String text;
        @Embedded
        public Money fee = new Money("1.00", "EUR");
        @AttributeOverride(name = "low", column = @Column(name = "day_low"))
        @AttributeOverride(name = "high", column = @Column(name = "day_high"))
        public Range days;
    }

    @Entity(name = "Contract")
    @Durable(channel = "changes")
    public static class Contract {
        @Id
        @GeneratedValue
        public Long id;
        public Range range;
        public Terms terms;
        @AttributeOverride(name = "amount", column = @Column(name = "second_amount"))
        @AttributeOverride(name = "currency", column = @Column(name = "second_currency"))
        public Money second;
    }

    @Embeddable
    public static class Link {
        public String role;
        @ManyToOne(fetch = FetchType.LAZY)
        public Contract contract;
        @ElementCollection
        @CollectionTable(name = "Holder_notes")
        public List<String> notes = new ArrayList<>();
    }

    /** Its embeddable has an association and a collection. */
    @Entity(name = "Holder")
    @Durable(channel = "changes")
    public static class Holder {
        @Id
        @GeneratedValue
        public Long id;
        public Link link;
    }

    @Embeddable
    public static class Item {
        @Column(nullable = false)
        public String name;
        public Range range;
        @ManyToOne(fetch = FetchType.LAZY)
        public Contract contract;
    }

    @Entity(name = "Basket")
    @Durable(channel = "changes")
    public static class Basket {
        @Id
        @GeneratedValue
        public Long id;
        @ElementCollection
        public Set<Range> ranges = new HashSet<>();
        @ElementCollection
        public List<Item> items = new ArrayList<>();
    }
}
