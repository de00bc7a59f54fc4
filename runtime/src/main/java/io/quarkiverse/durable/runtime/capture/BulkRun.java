package io.quarkiverse.durable.runtime.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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
import io.quarkiverse.durable.runtime.capture.ImageReader.Content;
import io.quarkiverse.durable.runtime.capture.ImageReader.Image;
import io.quarkiverse.durable.runtime.jdbc.DurableTable;
import io.quarkiverse.durable.runtime.jdbc.WriteCapture;

/** Reads what one statement changes, before and after it, and makes changes of the difference. */
final class BulkRun implements WriteCapture.Run {

    private final BulkCapture capture;
    private final Connection connection;
    private final String sql;
    private final Map<MappedRows, Set<Object>> ids = new LinkedHashMap<>();
    private final Map<EntityShapes, ImageReader> readers = new HashMap<>();
    /** What is known only of statements that do not insert. */
    private @Nullable Map<MappedRows, Map<Object, Image>> entitiesBefore;
    private final Map<MappedRows, Map<Object, Content>> contentsBefore = new HashMap<>();

    BulkRun(BulkCapture capture, Connection connection, String sql) {
        this.capture = capture;
        this.connection = connection;
        this.sql = sql;
    }

    private ImageReader reader(MappedRows rows) {
        return readers.computeIfAbsent(rows.unit().shapes(), shapes -> new ImageReader(shapes, connection));
    }

    @Override
    public void affected(DurableTable.Rows rows, ResultSet row, List<Integer> columns) throws SQLException {
        MappedRows mapped = (MappedRows) rows;
        Object id = mapped.id(row, columns, reader(mapped).session());
        if (id != null) {
            ids.computeIfAbsent(mapped, key -> new LinkedHashSet<>()).add(id);
        }
    }

    @Override
    public void before() {
        Map<MappedRows, Map<Object, Image>> before = new HashMap<>();
        ids.forEach((rows, found) -> {
            CollectionPersister collection = rows.collection();
            if (collection == null) {
                before.put(rows, visible(rows, found));
            } else {
                contentsBefore.put(rows, reader(rows).collections(collection, found));
            }
        });
        entitiesBefore = before;
    }

    /** All rows must be of entities that the mapping shows: else their changes would be missed. */
    private Map<Object, Image> visible(MappedRows rows, Set<Object> found) {
        Map<Object, Image> images = reader(rows).entities(rows.entity(), found);
        if (images.size() < found.size() && rows.entity().getSoftDeleteMapping() == null) {
            Set<Object> hidden = new LinkedHashSet<>(found);
            hidden.removeAll(reader(rows).shown(rows.entity(), found));
            if (!hidden.isEmpty()) {
                throw invisible(rows, hidden.iterator().next());
            }
        }
        return images;
    }

    private DurableException invisible(MappedRows rows, Object hidden) {
        capture.transaction().rollBack();
        return new DurableException("DURABLE-0146", "A statement writes to a row of " + rows.entity().getEntityName()
                + " with the id " + hidden + " that the mapping does not show, for example that of another tenant: " + sql
                + ". Restrict the statement to what the mapping shows. The transaction is rolled back.");
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
        ids.forEach((rows, found) -> {
            CollectionPersister collection = rows.collection();
            if (collection == null) {
                entities(rows, found);
            } else {
                collections(rows, collection, found);
            }
        });
    }

    private void entities(MappedRows rows, Set<Object> found) {
        Map<MappedRows, Map<Object, Image>> before = entitiesBefore;
        for (List<Object> chunk : chunks(found)) {
            if (before == null) {
                inserted(rows, new LinkedHashSet<>(chunk));
            } else {
                Map<Object, Image> known = before.getOrDefault(rows, Map.of());
                Map<Object, Image> after = reader(rows).entities(rows.entity(), chunk);
                chunk.forEach(id -> entity(rows.unit().changes(), known.get(id), after.get(id)));
            }
        }
    }

    private void inserted(MappedRows rows, Set<Object> chunk) {
        MappedRows.Part part = rows.part();
        if (part.isIncomplete()) {
            return;
        }
        ChangeListener changes = rows.unit().changes();
        visible(rows, chunk).values().forEach(image -> {
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
        });
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

    private void collections(MappedRows rows, CollectionPersister collection, Set<Object> found) {
        Map<Object, Content> known = contentsBefore.getOrDefault(rows, Map.of());
        for (List<Object> chunk : chunks(found)) {
            reader(rows).collections(collection, chunk).forEach((id, after) -> {
                Content before = known.get(id);
                if (before == null || !Objects.deepEquals(before.elements(), after.elements())) {
                    rows.unit().changes().collection(after.owner(), EntityShape.path(collection),
                            before == null ? null : before.elements(), after.elements());
                }
            });
        }
    }

    private static List<List<Object>> chunks(Set<Object> ids) {
        List<Object> all = new ArrayList<>(ids);
        List<List<Object>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ImageReader.CHUNK) {
            chunks.add(all.subList(from, Math.min(from + ImageReader.CHUNK, all.size())));
        }
        return chunks;
    }

    @Override
    public void close() {
        readers.values().forEach(ImageReader::close);
    }
}
