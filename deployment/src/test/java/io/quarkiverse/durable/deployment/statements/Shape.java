package io.quarkiverse.durable.deployment.statements;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;

import io.quarkiverse.durable.Durable;

@Durable(channel = "things")
@Entity(name = "Shape")
@Inheritance(strategy = InheritanceType.JOINED)
public abstract class Shape {

    @Id
    public long id;
    public String color;

    @Entity(name = "Circle")
    public static class Circle extends Shape {
        public int radius;
    }
}
