package io.quarkiverse.durable.it.capture;

import java.util.Map;
import java.util.stream.Stream;

import io.quarkiverse.durable.it.capture.model.Panaches;
import io.quarkiverse.durable.it.capture.model.Panaches.ActiveRecord;
import io.quarkiverse.durable.it.capture.model.Panaches.Stored;

final class PanacheRows extends Rows {

    PanacheRows() {
        super(Panaches.class);
        row("active record", app -> record("a", 1).persist(), app -> {
            ActiveRecord entity = ActiveRecord.find("label", "a").firstResult();
            entity.amount = 2;
        }, app -> ActiveRecord.find("label", "a").firstResult().delete());
        row("several active records", app -> ActiveRecord.persist(Stream.of(record("a", 1), record("b", 2))),
                app -> ActiveRecord.<ActiveRecord> streamAll().forEach(each -> each.amount++));
        row("update by a query of an active record", PanacheRows::records,
                app -> ActiveRecord.update("amount = amount + 1 where label = ?1", "a"));
        row("delete by a query of an active record", PanacheRows::records, app -> ActiveRecord.delete("label", "a"));
        row("deleteById of an active record", PanacheRows::records,
                app -> ActiveRecord.deleteById(ActiveRecord.<ActiveRecord> find("label", "a").firstResult().id));
        row("deleteAll of active records", PanacheRows::records, app -> ActiveRecord.deleteAll());
        row("repository", app -> app.stored().persist(stored("a", 1)),
                app -> app.stored().find("label", "a").firstResult().amount = 2,
                app -> app.stored().delete(app.stored().find("label", "a").firstResult()));
        row("update by a query of a repository", app -> app.stored().persist(stored("a", 1), stored("b", 2)),
                app -> app.stored().update("amount = 5 where label = :label", Map.of("label", "a")));
        row("delete by a query of a repository", app -> app.stored().persist(stored("a", 1), stored("b", 2)),
                app -> app.stored().delete("amount > ?1", 1));
    }

    private static void records(App app) {
        record("a", 1).persist();
        record("b", 2).persist();
    }

    private static ActiveRecord record(String label, int amount) {
        ActiveRecord entity = new ActiveRecord();
        entity.label = label;
        entity.amount = amount;
        return entity;
    }

    private static Stored stored(String label, int amount) {
        Stored entity = new Stored();
        entity.label = label;
        entity.amount = amount;
        return entity;
    }
}
