package io.quarkiverse.durable.it.capture;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.durable.it.capture.model.Associations;
import io.quarkiverse.durable.it.capture.model.Associations.Album;
import io.quarkiverse.durable.it.capture.model.Associations.Child;
import io.quarkiverse.durable.it.capture.model.Associations.Fruit;
import io.quarkiverse.durable.it.capture.model.Associations.Husband;
import io.quarkiverse.durable.it.capture.model.Associations.Leaf;
import io.quarkiverse.durable.it.capture.model.Associations.Parent;
import io.quarkiverse.durable.it.capture.model.Associations.Source;
import io.quarkiverse.durable.it.capture.model.Associations.Target;
import io.quarkiverse.durable.it.capture.model.Associations.Track;
import io.quarkiverse.durable.it.capture.model.Associations.Wife;

final class AssociationRows extends Rows {

    AssociationRows() {
        super(Associations.class);
        toOne();
        manyToMany();
        oneToMany();
        joinedByColumn();
    }

    private void toOne() {
        row("many to one", app -> app.add("x", new Source()).one = app.add("a", new Target("a")),
                app -> app.get(Source.class, "x").one = app.add("b", new Target("b")),
                app -> app.get(Source.class, "x").one = app.entities().getReference(Target.class, app.id("a")),
                app -> app.get(Source.class, "x").label = "an untouched proxy", app -> app.get(Source.class, "x").one = null);
        row("many to one by a join table", app -> app.add("x", new Source()).through = app.add("a", new Target("a")),
                app -> app.get(Source.class, "x").through = app.add("b", new Target("b")),
                app -> app.get(Source.class, "x").through = null, app -> app.remove(Source.class, "x"));
        row("many to one by another column than the identifier",
                app -> app.add("x", new Source()).byCode = app.add("a", new Target("code a")),
                app -> app.get(Source.class, "x").byCode = app.add("b", new Target("code b")),
                app -> app.get(Source.class, "x").byCode = null);
        row("one to one, both sides", app -> {
            Wife wife = app.add("wife", new Wife());
            Husband husband = app.add("husband", new Husband());
            husband.wife = wife;
            wife.husband = husband;
        }, app -> app.get(Wife.class, "wife").name = "Ada", app -> app.get(Husband.class, "husband").wife = null,
                app -> app.remove(Wife.class, "wife"));
        row("one to one with orphan removal", app -> app.add("x", new Parent()).only = new Leaf("red"),
                app -> app.get(Parent.class, "x").only = new Leaf("blue"), app -> app.get(Parent.class, "x").only = null);
        row("many to one to itself, in a circle", app -> {
            Child first = app.add("first", new Child());
            Child second = app.add("second", new Child());
            first.sibling = second;
            second.sibling = first;
        }, app -> app.get(Child.class, "first").sibling = app.get(Child.class, "first"));
    }

    private void manyToMany() {
        row("many to many", app -> {
            Source source = app.add("x", new Source());
            source.both.add(app.add("a", new Target("a")));
            source.both.add(app.add("b", new Target("b")));
        }, app -> {
            Source source = app.get(Source.class, "x");
            source.both.remove(app.get(Target.class, "a"));
            source.both.add(app.add("c", new Target("c")));
        }, app -> app.get(Source.class, "x").both.clear(), app -> app.remove(Source.class, "x"));
        row("many to many, removed from its other side", app -> {
            Source source = app.add("x", new Source());
            source.both.add(app.add("a", new Target("a")));
        }, app -> {
            Target target = app.get(Target.class, "a");
            target.sources.forEach(source -> source.both.remove(target));
            app.entities().remove(target);
        });
        row("many to many as a bag", app -> {
            Source source = app.add("x", new Source());
            Target target = app.add("a", new Target("a"));
            source.bag.addAll(List.of(target, target, app.add("b", new Target("b"))));
        }, app -> app.get(Source.class, "x").bag.remove(0), app -> app.get(Source.class, "x").bag = new ArrayList<>());
        row("many to many in an order", app -> {
            Source source = app.add("x", new Source());
            for (String code : List.of("a", "b", "c")) {
                source.ordered.add(app.add(code, new Target(code)));
            }
        }, app -> java.util.Collections.swap(app.get(Source.class, "x").ordered, 0, 2),
                app -> app.get(Source.class, "x").ordered.remove(1),
                app -> app.get(Source.class, "x").ordered.add(0, app.get(Target.class, "b")));
    }

    private void oneToMany() {
        row("one to many, mapped by the other side", app -> {
            Parent parent = app.add("x", new Parent());
            parent.child("a");
            parent.child("b");
        }, app -> app.get(Parent.class, "x").child("c"), app -> app.get(Parent.class, "x").children.get(0).name = "changed",
                app -> app.get(Parent.class, "x").children.remove(1), app -> app.remove(Parent.class, "x"));
        row("a child that gets another parent", app -> {
            app.add("x", new Parent()).child("a");
            app.add("y", new Parent());
        }, app -> {
            Child child = app.entities().createQuery("from Child", Child.class).getSingleResult();
            child.parent = app.get(Parent.class, "y");
        });
        row("one to many by a join table", app -> {
            Parent parent = app.add("x", new Parent());
            parent.joined.add(new Leaf("a"));
            parent.joined.add(new Leaf("b"));
        }, app -> app.get(Parent.class, "x").joined.remove(0), app -> app.get(Parent.class, "x").joined.add(new Leaf("c")),
                app -> app.remove(Parent.class, "x"));
    }

    private void joinedByColumn() {
        row("one to many by a column of the other table", app -> {
            Parent parent = app.add("x", new Parent());
            parent.leaves.add(new Leaf("a"));
            parent.leaves.add(new Leaf("b"));
        }, app -> app.get(Parent.class, "x").leaves.get(0).colour = "changed",
                app -> app.get(Parent.class, "x").leaves.remove(0), app -> app.get(Parent.class, "x").leaves.add(new Leaf("c")),
                app -> app.remove(Parent.class, "x"));
        row("one to many by a column, from one owner to another", app -> {
            app.add("x", new Album()).tracks.addAll(List.of(new Track("a"), new Track("b")));
            app.add("y", new Album());
        }, app -> {
            Track track = app.get(Album.class, "x").tracks.remove(0);
            app.get(Album.class, "y").tracks.add(track);
        }, app -> app.get(Album.class, "y").tracks.get(0).title = "moved", app -> app.get(Album.class, "x").tracks.clear());
        row("one to many by a column that is not null, in an order", app -> {
            Parent parent = app.add("x", new Parent());
            parent.fruits.addAll(List.of(new Fruit("a"), new Fruit("b"), new Fruit("c")));
        }, app -> app.get(Parent.class, "x").fruits.remove(0),
                app -> app.get(Parent.class, "x").fruits.add(0, new Fruit("d")),
                app -> java.util.Collections.swap(app.get(Parent.class, "x").fruits, 0, 1),
                app -> app.get(Parent.class, "x").fruits.get(0).kind = "changed", app -> app.remove(Parent.class, "x"));
    }
}
