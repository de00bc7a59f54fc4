package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.Operation;
import io.quarkiverse.durable.runtime.capture.AffectedRows.Before;
import io.quarkiverse.durable.runtime.capture.ImageReader.Content;
import io.quarkiverse.durable.runtime.capture.ImageReader.Image;
import io.quarkiverse.durable.runtime.jdbc.DurableTable;
import io.quarkiverse.durable.runtime.jdbc.WriteCapture;
import io.quarkiverse.durable.runtime.spool.SpoolFile;
import io.quarkiverse.durable.runtime.spool.Spooling;

/** Reads what one statement changes, before and after it, and makes changes of the difference. */
final class BulkRun implements WriteCapture.Run {

    private final BulkCapture capture;
    private final Connection connection;
    private final String sql;
    private final Spooling spooling;
    private final SpoolFile file;
    /** By what the rows mean; of those that were inserted, by what they are. */
    private final Map<Object, AffectedRows> affected = new LinkedHashMap<>();
    private final Set<AffectedRows> lockedApart = new HashSet<>();
    private final Map<EntityShapes, ImageReader> readers = new HashMap<>();
    /** Of a statement that inserts, nothing is known before. */
    private boolean inserts = true;

    BulkRun(BulkCapture capture, Connection connection, String sql, Spooling spooling) {
        this.capture = capture;
        this.connection = connection;
        this.sql = sql;
        this.spooling = spooling;
        this.file = new SpoolFile(spooling.directory());
    }

    private ImageReader reader(MappedRows rows) {
        return readers.computeIfAbsent(rows.unit().shapes(), shapes -> new ImageReader(shapes, connection, null));
    }

    @Override
    public void affected(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException {
        MappedRows mapped = (MappedRows) rows;
        AffectedRows of = affected.computeIfAbsent(mapped.meaning(), key -> of(mapped));
        if (!mapped.isWhole()) {
            lockedApart.add(of);
        }
        of.add(row, columns, reader(mapped).session());
    }

    @Override
    public void reported(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException {
        MappedRows mapped = (MappedRows) rows;
        if (mapped.collection() == null) {
            affected.computeIfAbsent(mapped.meaning(), key -> of(mapped)).leaveOut(row, columns, reader(mapped).session());
        }
    }

    @Override
    public void inserted(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException {
        MappedRows mapped = (MappedRows) rows;
        affected.computeIfAbsent(mapped, key -> of(mapped)).add(row, columns, reader(mapped).session());
    }

    private AffectedRows of(MappedRows rows) {
        return new AffectedRows(rows, file, spooling.memory());
    }

    @Override
    public void before() {
        inserts = false;
        for (AffectedRows each : affected.values()) {
            each.complete();
            each.forEachChunk(reader(each.rows()).session(), ids -> before(each, ids));
            each.completeBefore();
        }
    }

    private void before(AffectedRows each, Map<Object, String> ids) {
        MappedRows rows = each.rows();
        if (lockedApart.contains(each)) {
            RowLock.on(rows.entity(), List.copyOf(ids.keySet()), reader(rows).session());
        }
        CollectionPersister collection = rows.collection();
        if (collection == null) {
            Map<Object, Image> images = visible(rows, ids.keySet());
            ids.forEach((id, text) -> each.before(text, images.get(id)));
        } else {
            Map<Object, Content> contents = reader(rows).collections(collection, ids.keySet());
            ids.forEach((id, text) -> each.before(text, contents.get(id)));
        }
    }

    /** Rows of other tables that belong to one entity are written by one transaction at a time. */
    private void lock(MappedRows rows, Set<Object> ids) {
        if (!rows.isWhole()) {
            RowLock.on(rows.entity(), List.copyOf(ids), reader(rows).session());
        }
    }

    /** All rows must be of entities that the mapping shows: else their changes would be missed. */
    private Map<Object, Image> visible(MappedRows rows, Set<Object> ids) {
        Map<Object, Image> images = reader(rows).entities(rows.entity(), ids);
        if (images.size() < ids.size() && rows.entity().getSoftDeleteMapping() == null) {
            Set<Object> hidden = new LinkedHashSet<>(ids);
            hidden.removeAll(reader(rows).shown(rows.entity(), ids));
            if (!hidden.isEmpty()) {
                throw invisible(rows, hidden.iterator().next());
            }
        }
        return images;
    }

    private DurableException invisible(MappedRows rows, Object hidden) {
        capture.transaction().rollBack();
        return new DurableException("DURABLE-0146", "A statement writes to a row of " + rows.entity().getEntityName()
                + " with the id " + hidden + " that the mapping does not show, for example that of another tenant, itself or by"
                + " a foreign key with an action: " + sql
                + ". Restrict the statement to what the mapping shows. The transaction is rolled back.");
    }

    @Override
    public void rollBack() {
        capture.transaction().rollBack();
    }

    @Override
    public void after(long known, long written) {
        if (known != written) {
            capture.transaction().rollBack();
            throw new DurableException("DURABLE-0145", "A statement wrote " + written + " rows of a durable table where "
                    + known
                    + " were known before, because another transaction committed at the same time, or a trigger or a rule"
                    + " interferes: " + sql + ". The transaction is rolled back; try again.");
        }
        try {
            for (AffectedRows each : affected.values()) {
                if (inserts) {
                    each.complete();
                    each.forEachChunk(reader(each.rows()).session(), ids -> inserted(each.rows(), ids.keySet()));
                } else {
                    each.forEachChunkBefore(reader(each.rows()).session(), (some, ids) -> after(each.rows(), some, ids));
                }
            }
        } catch (RuntimeException | Error e) {
            // it was executed, and is not captured
            capture.transaction().rollBack();
            throw e;
        }
    }

    private void after(MappedRows rows, List<Before> some, Collection<Object> ids) {
        CollectionPersister collection = rows.collection();
        if (collection == null) {
            Map<Object, Image> after = reader(rows).entities(rows.entity(), ids);
            some.forEach(each -> entity(rows.unit().changes(), each.state(), after.get(each.id())));
        } else {
            Map<Object, Content> after = reader(rows).collections(collection, ids);
            some.forEach(each -> collection(rows, collection, each.elements(), after.get(each.id())));
        }
    }

    private void inserted(MappedRows rows, Set<Object> ids) {
        CollectionPersister collection = rows.collection();
        lock(rows, ids);
        if (collection == null) {
            if (!rows.part().isIncomplete()) {
                visible(rows, ids).values().forEach(image -> inserted(rows, image));
            }
        } else {
            reader(rows).collections(collection, ids).values()
                    .forEach(after -> collection(rows, collection, null, after));
        }
    }

    private static void inserted(MappedRows rows, Image image) {
        MappedRows.Part part = rows.part();
        ChangeListener changes = rows.unit().changes();
        switch (part.kind()) {
            case WHOLE:
                changes.entity(image, Operation.INSERT, null, image.state());
                break;
            case SUBCLASS:
                Image above = image.as(Objects.requireNonNull(part.of().getSuperMappingType()).getEntityPersister());
                if (!above.persister().isAbstract()) {
                    changes.entity(above, Operation.DELETE, above.state(), null);
                }
                changes.entity(image, Operation.INSERT, null, image.state());
                break;
            case MORE:
                changes.entity(image, Operation.UPDATE, null, image.state());
                break;
        }
    }

    private static void entity(ChangeListener changes, @Nullable Image before, @Nullable Image after) {
        if (after == null) {
            if (before != null) {
                changes.entity(before, Operation.DELETE, before.state(), null);
            }
        } else if (before == null) {
            changes.entity(after, Operation.INSERT, null, after.state());
        } else if (!before.persister().equals(after.persister())) {
            changes.entity(before, Operation.DELETE, before.state(), null);
            changes.entity(after, Operation.INSERT, null, after.state());
        } else if (!Submission.changed(before.state(), after.state()).isEmpty()) {
            changes.entity(after, Operation.UPDATE, before.state(), after.state());
        }
    }

    private static void collection(MappedRows rows, CollectionPersister collection, @Nullable Object before,
            @Nullable Content after) {
        if (after != null && (before == null || !Objects.deepEquals(before, after.elements()))) {
            rows.unit().changes().collection(after.owner(), collection, before, after.elements());
        }
    }

    @Override
    public void close() {
        try {
            readers.values().forEach(ImageReader::close);
        } finally {
            file.close();
        }
    }
}
