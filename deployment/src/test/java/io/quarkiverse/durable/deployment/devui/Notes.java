package io.quarkiverse.durable.deployment.devui;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.durable.ChangeEvent;
import io.smallrye.common.annotation.Blocking;

@Path("/notes")
@ApplicationScoped
public class Notes {

    private final List<String> changes = new CopyOnWriteArrayList<>();

    @Inject
    EntityManager entities;

    @POST
    @Transactional
    @Blocking
    public void write(String text) {
        Note note = new Note();
        note.text = text;
        entities.persist(note);
    }

    @GET
    public String edition() {
        return "first edition";
    }

    @GET
    @Path("/changes")
    public int changes() {
        return changes.size();
    }

    @Incoming("Note")
    void changed(ChangeEvent change) {
        changes.add(change.toString());
    }
}
