package io.quarkiverse.durable.it.capture;

import java.util.List;
import java.util.Set;

import jakarta.persistence.LockModeType;

import org.hibernate.Session;

import io.quarkiverse.durable.it.capture.model.Lifecycle;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Active;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Cached;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Listened;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Private;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Soft;
import io.quarkiverse.durable.it.capture.model.Lifecycle.TimeVersioned;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Unversioned;
import io.quarkiverse.durable.it.capture.model.Lifecycle.Versioned;

final class LifecycleRows extends Rows {

    LifecycleRows() {
        super(Lifecycle.class);
        versions();
        locks();
        deletions();
        listeners();
        flushes();
        insertAndDelete();
        detached();
        transactions();
    }

    private void versions() {
        row("version", app -> app.add("x", new Versioned()), app -> app.get(Versioned.class, "x").label = "changed",
                app -> app.get(Versioned.class, "x").tags.add("a"), app -> app.remove(Versioned.class, "x"));
        row("version that is a time", app -> app.add("x", new TimeVersioned()),
                app -> app.get(TimeVersioned.class, "x").label = "changed");
        row("dynamic update without version", app -> app.add("x", new Unversioned()).tags.add("a"),
                app -> app.get(Unversioned.class, "x").amount++, app -> app.get(Unversioned.class, "x").tags.add("b"),
                app -> app.remove(Unversioned.class, "x"));
        row("second-level cache", app -> app.add("x", new Cached()).tags.add("a"),
                app -> app.get(Cached.class, "x").label = "changed", app -> app.get(Cached.class, "x").tags.add("b"),
                app -> app.remove(Cached.class, "x"));
    }

    private void locks() {
        refusable("lock that increments the version at the end", app -> app.add("x", new Versioned()),
                app -> app.entities().lock(app.get(Versioned.class, "x"), LockModeType.OPTIMISTIC_FORCE_INCREMENT));
        refusable("lock that increments the version at once", app -> app.add("x", new Versioned()),
                app -> app.entities().lock(app.get(Versioned.class, "x"), LockModeType.PESSIMISTIC_FORCE_INCREMENT));
        refusable("lock that increments the version at once, then a change", app -> app.add("x", new Versioned()), app -> {
            Versioned entity = app.get(Versioned.class, "x");
            app.entities().lock(entity, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
            entity.label = "changed";
        });
        row("lock that writes nothing", app -> app.add("x", new Versioned()),
                app -> app.entities().lock(app.get(Versioned.class, "x"), LockModeType.PESSIMISTIC_WRITE));
    }

    private void deletions() {
        row("soft delete", app -> app.add("x", new Soft()).label = "a", app -> app.get(Soft.class, "x").label = "b",
                app -> app.remove(Soft.class, "x"));
        row("soft delete of an owner of collections", app -> {
            Soft entity = app.add("x", new Soft());
            entity.tags.addAll(Set.of("a", "b"));
            entity.others.add(app.add("other", new Unversioned()));
        }, app -> app.get(Soft.class, "x").tags.remove("a"), app -> app.remove(Soft.class, "x"));
        row("soft delete by the opposite of a flag", app -> app.add("x", new Active()), app -> app.remove(Active.class, "x"));
        row("deleted by a reference that was never read", app -> app.add("x", new Unversioned()).tags.add("a"),
                app -> app.entities().remove(app.entities().getReference(Unversioned.class, app.id("x"))));
        row("changed and deleted", app -> app.add("x", new Versioned()), app -> {
            Versioned entity = app.get(Versioned.class, "x");
            entity.label = "for a moment";
            app.entities().flush();
            entity.tags.add("a");
            app.entities().flush();
            app.entities().remove(entity);
        });
    }

    private void listeners() {
        row("callbacks and listeners that change the state", app -> app.add("x", new Listened()).label = "a",
                app -> app.get(Listened.class, "x").label = "b", app -> app.remove(Listened.class, "x"));
        row("a callback in each of two flushes", app -> app.add("x", new Listened()).label = "a", app -> {
            Listened entity = app.get(Listened.class, "x");
            entity.label = "b";
            app.entities().flush();
            entity.label = "c";
        });
        row("an entity that is not durable", app -> app.entities().persist(new Private()));
    }

    private void flushes() {
        row("several flushes", app -> app.add("x", new Versioned()), app -> {
            Versioned entity = app.get(Versioned.class, "x");
            for (int i = 1; i < 5; i++) {
                entity.amount = i;
                entity.label = "flush " + i;
                app.entities().flush();
            }
        });
        row("changed, and changed back", app -> app.add("x", new Unversioned()).label = "a", app -> {
            Unversioned entity = app.get(Unversioned.class, "x");
            entity.label = "b";
            app.entities().flush();
            entity.label = "a";
        });
        row("changed after the flush of its insert", app -> {
            Versioned entity = app.add("x", new Versioned());
            app.entities().flush();
            entity.label = "changed";
            entity.tags.add("a");
        });
        row("a query that flushes", app -> {
            app.add("x", new Versioned()).label = "a";
            app.entities().createQuery("from Versioned", Versioned.class).getSingleResult().label = "b";
        });
        row("state that was refreshed", app -> app.add("x", new Versioned()).label = "a", app -> {
            Versioned entity = app.get(Versioned.class, "x");
            entity.label = "lost";
            app.entities().refresh(entity);
            entity.amount = 1;
        });
        row("cleared between two flushes", app -> app.add("x", new Versioned()).label = "a", app -> {
            app.get(Versioned.class, "x").label = "b";
            app.entities().flush();
            app.entities().clear();
            app.get(Versioned.class, "x").amount = 7;
        });
        row("read-only", app -> app.add("x", new Versioned()).label = "a", app -> {
            Versioned entity = app.get(Versioned.class, "x");
            app.entities().unwrap(Session.class).setReadOnly(entity, true);
            entity.label = "lost";
        });
    }

    private void insertAndDelete() {
        row("inserted and deleted", app -> {
            Versioned entity = app.add("x", new Versioned());
            entity.tags.add("a");
            app.entities().flush();
            app.entities().remove(entity);
        });
        row("inserted and deleted without a flush", app -> app.entities().remove(app.add("x", new Unversioned())));
        row("remove taken back", app -> app.add("x", new Versioned()), app -> {
            Versioned entity = app.get(Versioned.class, "x");
            app.entities().remove(entity);
            app.entities().persist(entity);
            entity.label = "still here";
        });
    }

    private void detached() {
        row("merged from a detached entity", app -> app.add("x", new Versioned()).tags.addAll(Set.of("a", "b")), app -> {
            Versioned detached = app.get(Versioned.class, "x");
            detached.tags.size();
            app.entities().detach(detached);
            detached.label = "merged";
            detached.tags.remove("a");
            app.entities().merge(detached);
        });
        row("a new entity merged", app -> {
            Versioned entity = new Versioned();
            entity.label = "new";
            entity.tags.add("a");
            app.remember("x", app.entities().merge(entity));
        });
        row("evicted after its flush", app -> app.add("x", new Versioned()), app -> {
            Versioned entity = app.get(Versioned.class, "x");
            entity.label = "kept";
            app.entities().flush();
            app.entities().detach(entity);
            entity.label = "lost";
        });
    }

    private void transactions() {
        outside("rolled back", app -> {
            app.transaction(each -> each.add("x", new Versioned()));
            try {
                app.transaction(each -> {
                    each.get(Versioned.class, "x").label = "lost";
                    each.entities().flush();
                    throw new IllegalStateException("back");
                });
            } catch (IllegalStateException e) {
                app.transaction(each -> each.get(Versioned.class, "x").amount = 1);
            }
        });
        row("a transaction within another", app -> {
            app.add("x", new Unversioned()).label = "outer";
            app.entities().flush();
            app.transaction(inner -> inner.add("y", new Unversioned()).label = "inner");
            app.get(Unversioned.class, "x").tags.addAll(List.of("a", "b"));
        });
        row("many rows in batches", app -> {
            for (int i = 0; i < 55; i++) {
                Versioned entity = new Versioned();
                entity.amount = i;
                app.entities().persist(entity);
            }
        }, app -> app.entities().createQuery("from Versioned", Versioned.class).getResultList().forEach(each -> each.amount++));
    }
}
