package io.quarkiverse.durable.it.capture;

import java.time.LocalDate;

import io.quarkiverse.durable.it.capture.model.Ids;
import io.quarkiverse.durable.it.capture.model.Ids.AssignedText;
import io.quarkiverse.durable.it.capture.model.Ids.Badge;
import io.quarkiverse.durable.it.capture.model.Ids.ClassKey;
import io.quarkiverse.durable.it.capture.model.Ids.DateId;
import io.quarkiverse.durable.it.capture.model.Ids.EmbeddedKey;
import io.quarkiverse.durable.it.capture.model.Ids.EnumId;
import io.quarkiverse.durable.it.capture.model.Ids.Grade;
import io.quarkiverse.durable.it.capture.model.Ids.IdentityId;
import io.quarkiverse.durable.it.capture.model.Ids.LineKey;
import io.quarkiverse.durable.it.capture.model.Ids.Locker;
import io.quarkiverse.durable.it.capture.model.Ids.PairKey;
import io.quarkiverse.durable.it.capture.model.Ids.Passport;
import io.quarkiverse.durable.it.capture.model.Ids.Person;
import io.quarkiverse.durable.it.capture.model.Ids.PersonLine;
import io.quarkiverse.durable.it.capture.model.Ids.Place;
import io.quarkiverse.durable.it.capture.model.Ids.RecordKey;
import io.quarkiverse.durable.it.capture.model.Ids.Referrer;
import io.quarkiverse.durable.it.capture.model.Ids.SequenceId;
import io.quarkiverse.durable.it.capture.model.Ids.Spot;
import io.quarkiverse.durable.it.capture.model.Ids.TableId;
import io.quarkiverse.durable.it.capture.model.Ids.UuidId;
import io.quarkiverse.durable.it.capture.model.Ids.Visit;
import io.quarkiverse.durable.it.capture.model.Ids.VisitKey;

final class IdRows extends Rows {

    IdRows() {
        super(Ids.class);
        simple();
        composite();
        derived();
    }

    private void simple() {
        row("assigned", app -> {
            AssignedText entity = new AssignedText();
            entity.id = "a, \"b\" ü";
            app.add("x", entity);
        }, app -> app.get(AssignedText.class, "x").label = "changed", app -> app.remove(AssignedText.class, "x"));
        row("assigned, deleted and inserted again", app -> assigned(app, "first"), app -> {
            app.remove(AssignedText.class, "x");
            app.entities().flush();
            assigned(app, "second");
        });
        row("assigned, deleted and inserted again the same", app -> assigned(app, "first"), app -> {
            app.remove(AssignedText.class, "x");
            app.entities().flush();
            assigned(app, "first");
        });
        row("identity", app -> app.add("x", new IdentityId()), app -> app.get(IdentityId.class, "x").label = "changed",
                app -> app.remove(IdentityId.class, "x"));
        row("identity, changed before the flush", app -> app.add("x", new IdentityId()).label = "late");
        row("sequence", app -> app.add("x", new SequenceId()), app -> app.get(SequenceId.class, "x").label = "changed",
                app -> app.remove(SequenceId.class, "x"));
        row("table", app -> app.add("x", new TableId()), app -> app.get(TableId.class, "x").label = "changed",
                app -> app.remove(TableId.class, "x"));
        row("uuid", app -> app.add("x", new UuidId()), app -> app.get(UuidId.class, "x").label = "changed",
                app -> app.remove(UuidId.class, "x"));
        row("date", app -> {
            DateId entity = new DateId();
            entity.id = LocalDate.of(2024, 2, 29);
            app.add("x", entity);
        }, app -> app.get(DateId.class, "x").label = "changed", app -> app.remove(DateId.class, "x"));
        row("enum", app -> {
            EnumId entity = new EnumId();
            entity.id = Grade.HIGH;
            app.add("x", entity);
        }, app -> app.get(EnumId.class, "x").label = "changed", app -> app.remove(EnumId.class, "x"));
        row("natural id that changes", app -> app.add("x", new Person()).name = "Ada",
                app -> app.get(Person.class, "x").name = "Grace", app -> app.remove(Person.class, "x"));
    }

    private void composite() {
        row("embedded id", app -> app.add("x", embedded("north", 1)),
                app -> app.get(EmbeddedKey.class, "x").label = "changed", app -> app.remove(EmbeddedKey.class, "x"));
        row("embedded id that is a record", app -> {
            RecordKey entity = new RecordKey();
            entity.id = new Spot(3, 4);
            app.add("x", entity);
        }, app -> app.get(RecordKey.class, "x").label = "changed", app -> app.remove(RecordKey.class, "x"));
        row("id class", app -> app.add("x", pair("one")),
                app -> app.entities().find(ClassKey.class, new PairKey("one", LocalDate.EPOCH)).label = "changed",
                app -> app.entities().remove(app.entities().find(ClassKey.class, new PairKey("one", LocalDate.EPOCH))));
        row("associations to composite ids", app -> {
            Referrer entity = new Referrer();
            entity.embedded = app.add("embedded", embedded("south", 2));
            entity.pair = app.add("pair", pair("two"));
            entity.visit = app.add("visit", visit(app.add("person", new Person())));
            app.add("x", entity);
        }, app -> {
            Referrer entity = app.get(Referrer.class, "x");
            entity.embedded = app.add("other", embedded("west", 3));
            entity.pair = null;
        }, app -> {
            Referrer entity = app.get(Referrer.class, "x");
            entity.pair = app.entities().getReference(ClassKey.class, new PairKey("two", LocalDate.EPOCH));
            entity.visit = null;
        }, app -> app.remove(Referrer.class, "x"));
    }

    private void derived() {
        row("id of an association, @MapsId", app -> {
            Person person = new Person();
            person.name = "Ada";
            person.passport = passport(person);
            app.add("x", person);
        }, app -> app.get(Person.class, "x").passport.number = "C02", app -> app.remove(Person.class, "x"));
        row("association that is the id", app -> {
            Badge badge = new Badge();
            badge.person = app.add("person", new Person());
            app.entities().persist(badge);
        }, app -> app.entities().find(Badge.class, app.id("person")).colour = "red",
                app -> app.entities().remove(app.entities().find(Badge.class, app.id("person"))));
        row("association by the same primary key", app -> {
            Locker locker = new Locker();
            locker.person = app.add("person", new Person());
            app.entities().flush();
            locker.id = locker.person.id;
            app.add("x", locker);
        }, app -> app.get(Locker.class, "x").room = "12", app -> app.remove(Locker.class, "x"));
        row("association as a part of an embedded id", app -> {
            PersonLine line = new PersonLine();
            line.id = new LineKey(7);
            line.person = app.add("person", new Person());
            app.add("x", line);
        }, app -> app.get(PersonLine.class, "x").text = "changed", app -> app.remove(PersonLine.class, "x"));
        row("association as a part of an id class", app -> app.entities().persist(visit(app.add("person", new Person()))),
                app -> find(app).times = 2, app -> app.entities().remove(find(app)));
    }

    private static void assigned(App app, String label) {
        AssignedText entity = new AssignedText();
        entity.id = "x";
        entity.label = label;
        app.add("x", entity);
    }

    private static Visit find(App app) {
        return app.entities().find(Visit.class, new VisitKey((Long) app.id("person"), "north"));
    }

    private static Passport passport(Person person) {
        Passport passport = new Passport();
        passport.person = person;
        passport.number = "C01";
        return passport;
    }

    private static EmbeddedKey embedded(String region, int number) {
        EmbeddedKey entity = new EmbeddedKey();
        entity.id = new Place(region, number);
        return entity;
    }

    private static ClassKey pair(String first) {
        ClassKey entity = new ClassKey();
        entity.one = first;
        entity.other = LocalDate.EPOCH;
        return entity;
    }

    private static Visit visit(Person person) {
        Visit visit = new Visit();
        visit.person = person;
        visit.door = "north";
        return visit;
    }
}
