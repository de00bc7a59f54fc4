package io.quarkiverse.durable.deployment.statements;

import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;

import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.annotations.SQLRestriction;

import io.quarkiverse.durable.Durable;

/** Not durable; what is in it is, and the database deletes it together with the rack. */
@Entity(name = "Rack")
public class Rack {

    @Id
    public int id;
    public String name;
    @OneToMany(mappedBy = "rack", cascade = CascadeType.ALL)
    @OnDelete(action = OnDeleteAction.CASCADE)
    public List<Box> boxes = new ArrayList<>();

    @Durable(channel = "things")
    @Entity(name = "Box")
    @SQLRestriction("hidden = false")
    public static class Box {
        @Id
        public int id;
        public boolean hidden;
        @ManyToOne
        public Rack rack;
        @ManyToOne
        @OnDelete(action = OnDeleteAction.SET_NULL)
        public Rack spare;

        public Box() {
        }

        Box(int id, Rack rack) {
            this.id = id;
            this.rack = rack;
        }
    }
}
