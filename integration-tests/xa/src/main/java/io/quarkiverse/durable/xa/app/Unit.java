package io.quarkiverse.durable.xa.app;

import java.util.function.Supplier;

import io.quarkiverse.durable.xa.app.first.FirstAccount;
import io.quarkiverse.durable.xa.app.local.LocalAccount;
import io.quarkiverse.durable.xa.app.second.SecondAccount;

/** The persistence units. What a transfer moves comes out of the first and goes into another. */
enum Unit {
    FIRST(-1, FirstAccount.class, FirstAccount::new),
    SECOND(1, SecondAccount.class, SecondAccount::new),
    LOCAL(1, LocalAccount.class, LocalAccount::new);

    final int sign;
    final Class<? extends Account> type;
    final Supplier<? extends Account> maker;

    <A extends Account> Unit(int sign, Class<A> type, Supplier<A> maker) {
        this.sign = sign;
        this.type = type;
        this.maker = maker;
    }
}
