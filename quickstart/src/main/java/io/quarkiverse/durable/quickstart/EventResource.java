package io.quarkiverse.durable.quickstart;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkiverse.durable.DurableLog;

/** What the consumer received, and what the extension is doing. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {

    private final EventFile file;
    private final DurableLog log;

    EventResource(EventFile file, DurableLog log) {
        this.file = file;
        this.log = log;
    }

    /** The newest first, as they came: CloudEvents in JSON. */
    @GET
    @Path("/events")
    public String events(@QueryParam("limit") @DefaultValue("20") @Min(1) @Max(500) int limit) {
        return "[" + String.join(",\n ", file.newest(limit)) + "]\n";
    }

    @GET
    @Path("/durable")
    public DurableLog.Status status() {
        return log.status();
    }
}
