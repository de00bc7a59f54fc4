package io.quarkiverse.durable.torture.app;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.durable.killable.HttpCommands;
import io.vertx.ext.web.Router;

/** What may be asked of the bank, over HTTP. */
@Singleton
public class Commands {

    private final Bank bank;

    @Inject
    Commands(Bank bank) {
        this.bank = bank;
    }

    void routes(@Observes Router router) {
        HttpCommands.route(router, "/work", request -> {
            bank.work(Work.of(request));
            return "";
        });
    }
}
