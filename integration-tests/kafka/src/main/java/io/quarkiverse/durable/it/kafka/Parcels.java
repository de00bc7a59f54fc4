package io.quarkiverse.durable.it.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

@ApplicationScoped
public class Parcels {

    @Inject
    EntityManager entities;

    @Transactional
    public void hand(String code) {
        entities.persist(new Parcel(code));
    }

    @Transactional
    public void move(String code, int stop) {
        entities.find(Parcel.class, code).stop = stop;
    }

    @Transactional
    public void moveAndFail(String code, int stop) {
        entities.find(Parcel.class, code).stop = stop;
        entities.flush();
        throw new IllegalStateException("The road is closed");
    }
}
