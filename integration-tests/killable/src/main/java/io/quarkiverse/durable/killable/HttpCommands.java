package io.quarkiverse.durable.killable;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.DurableLog;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What every application that is killed may be asked for, and how it is asked for more. */
@Singleton
public class HttpCommands {

    private static final int FAILED = 500;

    /** Returns the text of the answer. */
    public interface Command {
        String run(HttpServerRequest request) throws Exception;
    }

    private final Fuse fuse;
    private final Settling settling;
    private final DurableLog log;
    private final ObjectMapper json;

    @Inject
    HttpCommands(Fuse fuse, Settling settling, DurableLog log, ObjectMapper json) {
        this.fuse = fuse;
        this.settling = settling;
        this.log = log;
        this.json = json;
    }

    void routes(@Observes Router router) {
        route(router, "/status", request -> json.writeValueAsString(log.status()));
        route(router, "/settled", request -> json.writeValueAsString(
                settling.await(Duration.ofMillis(Long.parseLong(request.getParam("millis"))))));
        route(router, "/arm", request -> {
            fuse.arm(request.getParam("fuse"));
            return "";
        });
        route(router, "/held", request -> {
            fuse.awaitHeld();
            return "";
        });
        route(router, "/release", request -> {
            fuse.release();
            return "";
        });
    }

    /** An answer of 500 has the messages of the failure and its causes, a line for each. */
    public static void route(Router router, String path, Command command) {
        router.get(path).blockingHandler(context -> answer(context, command), false);
    }

    private static void answer(RoutingContext context, Command command) {
        try {
            context.response().end(command.run(context.request()));
        } catch (Exception e) {
            StringBuilder text = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(cause.getClass().getName()).append(": ").append(cause.getMessage()).append('\n');
            }
            context.response().setStatusCode(FAILED).end(text.toString());
        }
    }
}
