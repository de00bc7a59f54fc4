package io.quarkiverse.durable.xa.app;

import java.util.List;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.durable.killable.HttpCommands;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** What tests may ask of the bank, over HTTP. */
@Singleton
public class Commands {

    private final Bank bank;

    @Inject
    Commands(Bank bank) {
        this.bank = bank;
    }

    void routes(@Observes Router router) {
        HttpCommands.route(router, "/open", request -> {
            bank.open(Unit.valueOf(request.getParam("unit").toUpperCase(Locale.ROOT)), request.getParam("marker"),
                    Integer.parseInt(request.getParam("accounts")));
            return "";
        });
        HttpCommands.route(router, "/run", request -> {
            bank.run(work(request));
            return "";
        });
    }

    private static Work work(HttpServerRequest request) throws ReflectiveOperationException {
        String failure = request.getParam("fails");
        return new Work(request.getParam("marker"), List.of(request.getParam("steps").split(",", -1)),
                Long.parseLong(request.getParam("account")), Long.parseLong(request.getParam("amount")),
                failure == null ? null : StopResource.Failure.parse(failure));
    }
}
