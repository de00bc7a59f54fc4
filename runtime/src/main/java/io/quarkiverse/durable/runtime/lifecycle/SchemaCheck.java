package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.config.SchemaConfig;
import io.quarkiverse.durable.runtime.config.SchemaConfig.Incompatible;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.schema.EntitySchema;
import io.quarkiverse.durable.runtime.schema.SchemaCatalog;
import io.quarkiverse.durable.runtime.schema.SchemaComparison;
import io.quarkiverse.durable.runtime.schema.SchemaComparison.Difference;
import io.quarkiverse.durable.runtime.schema.SchemaJson;
import io.quarkiverse.durable.wal.Wal;
import io.quarkus.runtime.LaunchMode;

/** Compares the entities with what the log has of them, and puts their schemas down before a record names them. */
final class SchemaCheck {

    private SchemaCheck() {
    }

    /** @throws DurableException an entity is not what it was, and that is to end the start */
    static void run(Wal wal, List<EntitySchema> now, SchemaConfig config, LaunchMode mode) {
        SchemaCatalog known = read(wal);
        Set<String> accepted = config.accepted().orElse(Set.of());
        List<String> compatible = new ArrayList<>();
        List<String> incompatible = new ArrayList<>();
        for (Difference each : SchemaComparison.of(known.current(), now)) {
            if (each.compatible()) {
                compatible.add(each.sentence());
            } else if (!accepted.contains(acceptance(each))) {
                incompatible.add(each.sentence() + " (accepted as " + acceptance(each) + ")");
            }
        }
        report(wal, compatible, incompatible, config.incompatible()
                .orElse(mode == LaunchMode.NORMAL ? Incompatible.FAIL : Incompatible.WARN));
        SchemaCatalog next = known.followedBy(now, wal.firstLsn().value(), wal.lastLsn().value());
        if (!next.equals(known)) {
            wal.attach(SchemaJson.ATTACHMENT, SchemaJson.write(next));
        }
    }

    private static String acceptance(Difference difference) {
        return difference.type() + ":" + difference.now();
    }

    private static SchemaCatalog read(Wal wal) {
        ByteBuffer attached = wal.attached(SchemaJson.ATTACHMENT);
        try {
            return attached == null ? SchemaCatalog.EMPTY : SchemaJson.read(attached);
        } catch (IllegalArgumentException e) {
            throw new DurableException("DURABLE-0252", "The schemas that the log keeps cannot be read: " + e.getMessage()
                    + ". Use the version of Quarkus Durable that wrote them, or a newer one.", e);
        }
    }

    private static void report(Wal wal, List<String> compatible, List<String> incompatible, Incompatible policy) {
        if (!compatible.isEmpty()) {
            DurableMessages.LOG.schemasChanged(String.join("; ", compatible));
        }
        if (incompatible.isEmpty()) {
            return;
        }
        String what = String.join("; ", incompatible);
        if (policy == Incompatible.FAIL) {
            throw new DurableException("DURABLE-0251", "Durable entities are not what they were when log " + wal.logId()
                    + " was last used, and those who read their events, or a redo, cannot follow: " + what
                    + ". If that is meant, say so with quarkus.durable.schema.accepted, which takes a comma-separated list.");
        }
        DurableMessages.LOG.schemasIncompatible(what);
    }
}
