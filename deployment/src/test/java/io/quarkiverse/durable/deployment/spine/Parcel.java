package io.quarkiverse.durable.deployment.spine;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import io.quarkiverse.durable.Durable;

@Durable
@Entity
public class Parcel {

    @Id
    public String id;
    @jakarta.persistence.Column(length = 10_000)
    public String place;
    public int weight;
    @Version
    public int version;

    public Parcel() {
    }

    public Parcel(String id, String place, int weight) {
        this.id = id;
        this.place = place;
        this.weight = weight;
    }
}
