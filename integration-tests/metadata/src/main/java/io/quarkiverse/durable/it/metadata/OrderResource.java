package io.quarkiverse.durable.it.metadata;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkiverse.durable.CurrentTransaction;
import io.quarkus.security.Authenticated;

@Path("/orders")
public class OrderResource {

    @Inject
    EntityManager entities;

    @Inject
    CurrentTransaction transaction;

    @POST
    @Path("/{id}")
    @Authenticated
    @Transactional
    public void order(@RestPath String id, @RestQuery String reason) {
        transaction.setReason(reason);
        entities.persist(new Order(id));
    }

    @POST
    @Path("/{id}/cancel")
    @Authenticated
    @Transactional
    public void cancel(@RestPath String id) {
        entities.createQuery("delete from Order where id = :id").setParameter("id", id).executeUpdate();
    }

    @POST
    @Path("/public/{id}")
    @PermitAll
    @Transactional
    public void orderAsAnybody(@RestPath String id) {
        entities.persist(new Order(id));
    }
}
