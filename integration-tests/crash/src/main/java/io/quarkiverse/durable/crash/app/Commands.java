package io.quarkiverse.durable.crash.app;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.killable.HttpCommands;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** What tests may ask of the bank, over HTTP. */
@Singleton
public class Commands {

    private final Bank bank;
    private final Bulk bulk;
    private final DatabaseView database;
    private final DurableLog log;

    @Inject
    Commands(Bank bank, Bulk bulk, DatabaseView database, DurableLog log) {
        this.bank = bank;
        this.bulk = bulk;
        this.database = database;
        this.log = log;
    }

    void routes(@Observes Router router) {
        HttpCommands.route(router, "/schema", request -> {
            database.createSchema();
            return "";
        });
        HttpCommands.route(router, "/open", request -> {
            bank.open(request.getParam("marker"), Integer.parseInt(request.getParam("accounts")));
            return "";
        });
        HttpCommands.route(router, "/transfer", request -> {
            bank.transfer(work(request));
            return "";
        });
        HttpCommands.route(router, "/event", request -> {
            bank.event(request.getParam("marker"));
            return "";
        });
        HttpCommands.route(router, "/bulk", request -> bulk.insert(Integer.parseInt(request.getParam("count")),
                Boolean.parseBoolean(request.getParam("durable")), Boolean.parseBoolean(request.getParam("rollback"))));
        HttpCommands.route(router, "/statement", request -> bulk.execute(request.getParam("text"),
                Boolean.parseBoolean(request.getParam("hql"))));
        HttpCommands.route(router, "/items", request -> database.items());
        HttpCommands.route(router, "/markers", request -> database.markers());
        HttpCommands.route(router, "/accounts", request -> database.accounts());
        HttpCommands.route(router, "/transfers", request -> database.transfers());
        HttpCommands.route(router, "/slots", request -> database.slots());
        HttpCommands.route(router, "/other-logs", request -> lines(log.otherLogs()));
        HttpCommands.route(router, "/adoptions", request -> lines(log.adoptions()));
    }

    private static String lines(List<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    private static Work work(HttpServerRequest request) {
        return new Work(request.getParam("marker"), Long.parseLong(request.getParam("from")),
                Long.parseLong(request.getParam("to")), Long.parseLong(request.getParam("amount")), request.getParam("delete"),
                Boolean.parseBoolean(request.getParam("event")), Integer.parseInt(request.getParam("memo")),
                Work.End.valueOf(request.getParam("end").toUpperCase(Locale.ROOT)));
    }
}
