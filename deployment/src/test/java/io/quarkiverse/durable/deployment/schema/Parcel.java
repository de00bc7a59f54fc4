package io.quarkiverse.durable.deployment.schema;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Durable;

@Entity
@Durable(type = "parcel", channel = "parcels", unlogged = "pin")
public class Parcel {

    /** Where it goes. */
    @Embeddable
    public static class Address {
        @Nullable
        String street;
        int number;
    }

    /** How far it is. */
    enum State {
        ACCEPTED,
        DELIVERED
    }

    @Id
    long id;
    @Nullable
    Address address;
    @Nullable
    State state;
    @Column(name = "weight_kg", precision = 8, scale = 3)
    @Nullable
    BigDecimal weight;
    byte @Nullable [] label;
    @Nullable
    Instant accepted;
    @Nullable
    String pin;
    boolean fragile;
    double worth;
    @ElementCollection
    List<String> notes = new ArrayList<>();
    @ManyToOne
    @Nullable
    Parcel inside;
    @Version
    int version;
}
