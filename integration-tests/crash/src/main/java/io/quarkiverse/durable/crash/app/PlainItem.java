package io.quarkiverse.durable.crash.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** As {@link Item}, and not durable: what the extension costs is the difference. */
@Entity
@Table(name = "plain_item")
public class PlainItem {

    @Id
    long id;
    @Nullable
    String name;
    int amount;

    PlainItem() {
    }

    PlainItem(int id) {
        this.id = id;
        this.name = "item " + id;
        this.amount = id % 100;
    }
}
