package io.quarkiverse.durable.deployment.statements;

import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;

import io.quarkiverse.durable.Durable;

/** The kinds of ids that are not a single simple value. */
final class Seat {

    private Seat() {
    }

    @Embeddable
    public record Place(@Column(name = "row_of") String row, @Column(name = "number_of") int number) {
    }

    @Durable(channel = "things")
    @Entity(name = "Reserved")
    public static class Reserved {
        @EmbeddedId
        public Place place;
        public String guest;

        public Reserved() {
        }

        Reserved(Place place, String guest) {
            this.place = place;
            this.guest = guest;
        }
    }

    public static class GameKey {
        public UUID home;
        public long round;

        @Override
        public boolean equals(Object other) {
            return other instanceof GameKey key && key.home.equals(home) && key.round == round;
        }

        @Override
        public int hashCode() {
            return home.hashCode();
        }
    }

    @Durable(channel = "things")
    @Entity(name = "Game")
    @IdClass(GameKey.class)
    public static class Game {
        @Id
        public UUID home;
        @Id
        public long round;
        public String result;

        public Game() {
        }

        Game(UUID home, long round, String result) {
            this.home = home;
            this.round = round;
            this.result = result;
        }
    }

    /** Not durable, and with a table that statements name beside durable ones. */
    @Entity(name = "Archived")
    public static class Archived {
        @Id
        public String id;
        public int amount;

        public Archived() {
        }

        Archived(String id, int amount) {
            this.id = id;
            this.amount = amount;
        }
    }
}
