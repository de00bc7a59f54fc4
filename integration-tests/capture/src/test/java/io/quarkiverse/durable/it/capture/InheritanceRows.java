package io.quarkiverse.durable.it.capture;

import java.math.BigDecimal;

import io.quarkiverse.durable.it.capture.model.Inheritance;
import io.quarkiverse.durable.it.capture.model.Inheritance.Animal;
import io.quarkiverse.durable.it.capture.model.Inheritance.Building;
import io.quarkiverse.durable.it.capture.model.Inheritance.Car;
import io.quarkiverse.durable.it.capture.model.Inheritance.Concrete;
import io.quarkiverse.durable.it.capture.model.Inheritance.Disc;
import io.quarkiverse.durable.it.capture.model.Inheritance.Dog;
import io.quarkiverse.durable.it.capture.model.Inheritance.Empty;
import io.quarkiverse.durable.it.capture.model.Inheritance.Hound;
import io.quarkiverse.durable.it.capture.model.Inheritance.Lorry;
import io.quarkiverse.durable.it.capture.model.Inheritance.Shape;
import io.quarkiverse.durable.it.capture.model.Inheritance.Split;
import io.quarkiverse.durable.it.capture.model.Inheritance.Square;
import io.quarkiverse.durable.it.capture.model.Inheritance.Tower;
import io.quarkiverse.durable.it.capture.model.Inheritance.Vehicle;

final class InheritanceRows extends Rows {

    InheritanceRows() {
        super(Inheritance.class);
        row("one table", app -> {
            app.add("vehicle", new Vehicle()).label = "plain";
            app.add("car", new Car()).doors = 4;
            app.add("lorry", new Lorry()).tonnes = 7.5;
        }, app -> {
            app.get(Car.class, "car").doors = 2;
            app.get(Lorry.class, "lorry").towed = app.get(Car.class, "car");
            app.get(Vehicle.class, "vehicle").label = "changed";
        }, app -> {
            app.get(Vehicle.class, "lorry").label = "by the base class";
            app.remove(Vehicle.class, "vehicle");
        }, app -> app.remove(Vehicle.class, "lorry"));
        row("a table for each class, joined", app -> {
            app.add("dog", new Dog()).barks = true;
            Hound hound = app.add("hound", new Hound());
            hound.name = "Argos";
            hound.speed = 60;
            app.add("empty", new Empty());
        }, app -> app.get(Hound.class, "hound").speed = 50, app -> app.get(Dog.class, "dog").name = "Rex",
                app -> app.get(Dog.class, "dog").friend = app.get(Animal.class, "hound"),
                app -> app.remove(Animal.class, "dog"), app -> app.remove(Animal.class, "hound"));
        row("joined, with a discriminator", app -> {
            app.add("building", new Building()).street = "a";
            app.add("tower", new Tower()).floors = 3;
        }, app -> app.get(Tower.class, "tower").street = "b", app -> app.remove(Building.class, "tower"));
        row("joined, by a stateless session", app -> {
            Tower tower = new Tower();
            tower.floors = 3;
            app.stateless().insert(tower);
            app.remember("tower", tower);
        }, app -> app.get(Tower.class, "tower").street = "b");
        row("a whole table for each class", app -> {
            app.add("shape", new Shape()).colour = "red";
            app.add("disc", new Disc()).radius = 1.5;
            app.<Disc> remembered("disc").weight = new BigDecimal("1.005");
            app.add("square", new Square()).width = 3;
        }, app -> {
            app.get(Disc.class, "disc").inside = app.get(Shape.class, "square");
            app.get(Square.class, "square").colour = "blue";
        }, app -> app.remove(Shape.class, "disc"), app -> app.remove(Shape.class, "shape"));
        row("mapped superclasses", app -> {
            Concrete entity = app.add("x", new Concrete());
            entity.common = "a";
            entity.middle = "b";
            entity.set("c");
        }, app -> app.get(Concrete.class, "x").middle = null, app -> app.remove(Concrete.class, "x"));
        secondaryTables();
    }

    private void secondaryTables() {
        row("secondary tables", app -> {
            Split entity = new Split();
            entity.here = "a";
            entity.always = "b";
            entity.maybe = "c";
            entity.number = 1;
            app.add("x", entity);
        }, app -> app.get(Split.class, "x").maybe = "changed", app -> app.get(Split.class, "x").always = null,
                app -> app.remove(Split.class, "x"));
        row("a secondary row that comes and goes", app -> app.add("x", new Split()),
                app -> app.get(Split.class, "x").number = 7, app -> app.get(Split.class, "x").number = null);
    }
}
