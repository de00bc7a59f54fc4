package io.quarkiverse.durable.crash.app;

import java.time.Duration;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.durable.DurableLog;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What tests may ask for, over HTTP. An answer of 500 has the messages of the failure and its causes, a line for each. */
@Singleton
public class Commands {

    private static final int FAILED = 500;

    private interface Command {
        String run(HttpServerRequest request) throws Exception;
    }

    private final Bank bank;
    private final Fuse fuse;
    private final Settling settling;
    private final DatabaseView database;
    private final DurableLog log;
    private final ObjectMapper json;

    @Inject
    Commands(Bank bank, Fuse fuse, Settling settling, DatabaseView database, DurableLog log, ObjectMapper json) {
        this.bank = bank;
        this.fuse = fuse;
        this.settling = settling;
        this.database = database;
        this.log = log;
        this.json = json;
    }

    void routes(@Observes Router router) {
        command(router, "/schema", request -> {
            database.createSchema();
            return "";
        });
        command(router, "/open", request -> {
            bank.open(request.getParam("marker"), Integer.parseInt(request.getParam("accounts")));
            return "";
        });
        command(router, "/transfer", request -> {
            bank.transfer(work(request));
            return "";
        });
        command(router, "/event", request -> {
            bank.event(request.getParam("marker"));
            return "";
        });
        command(router, "/markers", request -> database.markers());
        command(router, "/accounts", request -> database.accounts());
        command(router, "/transfers", request -> database.transfers());
        command(router, "/slots", request -> database.slots());
        command(router, "/status", request -> json.writeValueAsString(log.status()));
        command(router, "/settled", request -> json.writeValueAsString(
                settling.await(Duration.ofMillis(Long.parseLong(request.getParam("millis"))))));
        faults(router);
    }

    private void faults(Router router) {
        command(router, "/arm", request -> {
            fuse.arm(request.getParam("fuse"));
            return "";
        });
        command(router, "/held", request -> {
            fuse.awaitHeld();
            return "";
        });
        command(router, "/release", request -> {
            fuse.release();
            return "";
        });
    }

    private static Work work(HttpServerRequest request) {
        return new Work(request.getParam("marker"), Long.parseLong(request.getParam("from")),
                Long.parseLong(request.getParam("to")), Long.parseLong(request.getParam("amount")), request.getParam("delete"),
                Boolean.parseBoolean(request.getParam("event")), Integer.parseInt(request.getParam("memo")),
                Work.End.valueOf(request.getParam("end").toUpperCase(Locale.ROOT)));
    }

    private static void command(Router router, String path, Command command) {
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
