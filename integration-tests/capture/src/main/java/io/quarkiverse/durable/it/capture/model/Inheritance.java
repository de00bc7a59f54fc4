package io.quarkiverse.durable.it.capture.model;

import java.math.BigDecimal;

import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;

import org.hibernate.annotations.SecondaryRow;

import io.quarkiverse.durable.Durable;

/** Every strategy of inheritance, and rows that are in several tables. */
public final class Inheritance {

    private Inheritance() {
    }

    @Entity(name = "Vehicle")
    @jakarta.persistence.Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @DiscriminatorColumn(name = "kind", discriminatorType = DiscriminatorType.INTEGER)
    @DiscriminatorValue("1")
    @Durable(channel = "changes")
    public static class Vehicle {
        @Id
        @GeneratedValue
        public Long id;
        public String label;
    }

    @Entity(name = "Car")
    @DiscriminatorValue("2")
    public static class Car extends Vehicle {
        public int doors;
    }

    @Entity(name = "Lorry")
    @DiscriminatorValue("3")
    public static class Lorry extends Vehicle {
        public double tonnes;
        @ManyToOne(fetch = FetchType.LAZY)
        public Vehicle towed;
    }

    @Entity(name = "Animal")
    @jakarta.persistence.Inheritance(strategy = InheritanceType.JOINED)
    @Durable(channel = "changes")
    public abstract static class Animal {
        @Id
        @GeneratedValue
        public Long id;
        public String name;
        @Version
        public int version;
    }

    @Entity(name = "Dog")
    @PrimaryKeyJoinColumn(name = "dog_id")
    public static class Dog extends Animal {
        public boolean barks;
        @ManyToOne
        public Animal friend;
    }

    @Entity(name = "Hound")
    public static class Hound extends Dog {
        public int speed;
    }

    @Entity(name = "Empty")
    public static class Empty extends Animal {
    }

    @Entity(name = "Building")
    @jakarta.persistence.Inheritance(strategy = InheritanceType.JOINED)
    @DiscriminatorColumn(name = "what")
    @Durable(channel = "changes")
    public static class Building {
        @Id
        @GeneratedValue
        public Long id;
        public String street;
    }

    @Entity(name = "Tower")
    public static class Tower extends Building {
        public int floors;
    }

    @Entity(name = "Shape")
    @jakarta.persistence.Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Durable(channel = "changes")
    public static class Shape {
        @Id
        @GeneratedValue
        public Long id;
        public String colour;
        @Column(precision = 10, scale = 2)
        public BigDecimal weight;
        @ManyToOne(fetch = FetchType.LAZY)
        public Shape inside;
    }

    @Entity(name = "Disc")
    public static class Disc extends Shape {
        public double radius;
    }

    @Entity(name = "Square")
    public static class Square extends Shape {
        public double width;
        public double height;
    }

    @MappedSuperclass
    public abstract static class Base<T> {
        @Id
        @GeneratedValue
        public Long id;
        public String common;

        public abstract void set(T value);
    }

    @MappedSuperclass
    public abstract static class Middle extends Base<String> {
        @Column(name = "middle_value")
        public String middle;
    }

    @Entity(name = "Concrete")
    @Durable(channel = "changes")
    public static class Concrete extends Middle {
        public String own;

        @Override
        public void set(String value) {
            own = value;
        }
    }

    @Entity(name = "Split")
    @SecondaryTable(name = "Split_always")
    @SecondaryTable(name = "Split_maybe")
    @SecondaryRow(table = "Split_always", optional = false)
    @Durable(channel = "changes")
    public static class Split {
        @Id
        @GeneratedValue
        public Long id;
        public String here;
        @Column(table = "Split_always")
        public String always;
        @Column(table = "Split_maybe")
        public String maybe;
        @Column(table = "Split_maybe")
        public Integer number;
    }
}
