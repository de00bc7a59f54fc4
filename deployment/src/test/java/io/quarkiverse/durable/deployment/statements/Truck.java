package io.quarkiverse.durable.deployment.statements;

import jakarta.persistence.Entity;

@Entity(name = "Truck")
public class Truck extends Vehicle {

    public int tons;

    public Truck() {
    }

    public Truck(int wheels, String owner, int tons) {
        this.wheels = wheels;
        this.owner = owner;
        this.tons = tons;
    }
}
