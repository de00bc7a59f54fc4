package io.quarkiverse.durable.it.capture;

import io.quarkiverse.durable.it.capture.tenants.Owned;
import io.quarkiverse.durable.it.capture.tenants.Owned.Note;
import io.quarkiverse.durable.it.capture.tenants.Owned.Placed;

final class TenantRows extends Rows {

    TenantRows() {
        super(Owned.class);
        row("rows of a tenant", app -> add(app, "blue", "a"), app -> {
            app.tenants().become("blue");
            app.ofTenants().createQuery("from Note", Note.class).getSingleResult().text = "changed";
        }, app -> {
            app.tenants().become("blue");
            app.ofTenants().remove(app.ofTenants().createQuery("from Note", Note.class).getSingleResult());
        });
        row("rows of two tenants", app -> add(app, "blue", "a"), app -> add(app, "red", "b"));
        row("rows by their place in the database", app -> {
            app.tenants().become("blue");
            app.ofTenants().persist(new Placed());
        }, app -> placed(app).text = "first", app -> placed(app).text = "second", app -> app.ofTenants().remove(placed(app)));
        row("HQL update by one of two tenants", app -> add(app, "blue", "a"), app -> add(app, "red", "b"), app -> {
            app.tenants().become("red");
            app.ofTenants().createQuery("update Note set text = 'changed'").executeUpdate();
        });
        row("HQL delete by one of two tenants", app -> add(app, "blue", "a"), app -> add(app, "red", "b"), app -> {
            app.tenants().become("red");
            app.ofTenants().createQuery("delete from Note").executeUpdate();
        });
    }

    private static Placed placed(App app) {
        app.tenants().become("blue");
        return app.ofTenants().createQuery("from Placed", Placed.class).getSingleResult();
    }

    private static void add(App app, String tenant, String text) {
        app.tenants().become(tenant);
        Note note = new Note();
        note.text = text;
        app.ofTenants().persist(note);
    }
}
