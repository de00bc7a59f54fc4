package io.quarkiverse.durable.it.kafka;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

@Entity
@Durable
public class Parcel {

    @Id
    public String code;

    public int stop;

    public Parcel() {
    }

    public Parcel(String code) {
        this.code = code;
    }
}
