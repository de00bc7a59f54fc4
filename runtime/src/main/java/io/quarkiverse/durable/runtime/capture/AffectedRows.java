package io.quarkiverse.durable.runtime.capture;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.capture.ImageReader.Content;
import io.quarkiverse.durable.runtime.capture.ImageReader.Image;
import io.quarkiverse.durable.runtime.spool.DistinctTexts;
import io.quarkiverse.durable.runtime.spool.ExactValues;
import io.quarkiverse.durable.runtime.spool.SpoolFile;
import io.quarkiverse.durable.runtime.spool.SpooledList;

/**
 * The rows of one table that a statement changes: their ids, and what they were before. What of it memory has no room for is in
 * a file.
 */
final class AffectedRows {

    private final MappedRows rows;
    private final DistinctTexts ids;
    private final SpooledList before;
    /** Of a statement by Hibernate, which writes one row. */
    private final Set<String> leftOut = new HashSet<>();
    private final IdText.Unwritable unwritable = new IdText.Unwritable();

    /**
     * What a row was before the statement.
     *
     * @param state of an entity; null where there was none
     * @param elements of a collection; null where there was no owner
     */
    record Before(Object id, @Nullable Image state, @Nullable Object elements) {
    }

    AffectedRows(MappedRows rows, SpoolFile file, long memory) {
        this.rows = rows;
        this.ids = new DistinctTexts(file, memory);
        this.before = new SpooledList(file, memory);
    }

    MappedRows rows() {
        return rows;
    }

    void add(ResultSet row, List<Integer> columns, SharedSessionContractImplementor session) throws SQLException {
        List<Object> values = rows.values(row, columns, session);
        if (!values.isEmpty()) {
            String id = rows.text(values, unwritable);
            if (!leftOut.contains(id)) {
                ids.add(id);
            }
        }
    }

    /** A row that is not to be added later. */
    void leaveOut(ResultSet row, List<Integer> columns, SharedSessionContractImplementor session) throws SQLException {
        List<Object> values = rows.values(row, columns, session);
        if (!values.isEmpty()) {
            leftOut.add(rows.text(values, unwritable));
        }
    }

    /** All ids are known. */
    void complete() {
        ids.complete();
    }

    interface Chunk {
        void ids(Map<Object, String> ids);
    }

    /** The ids and their texts, some at a time. */
    void forEachChunk(SharedSessionContractImplementor session, Chunk chunk) {
        Iterator<String> all = ids.iterator();
        while (all.hasNext()) {
            Map<Object, String> some = new LinkedHashMap<>();
            while (all.hasNext() && some.size() < ImageReader.CHUNK) {
                String text = all.next();
                some.put(rows.id(text, unwritable, session), text);
            }
            chunk.ids(some);
        }
    }

    void before(String id, @Nullable Image image) {
        before.add(image == null ? ExactValues.encode(id)
                : ExactValues.encode(id, image.persister().getEntityName(), image.key(), image.state(), image.tenant()));
    }

    void before(String id, @Nullable Content content) {
        before.add(content == null ? ExactValues.encode(id) : ExactValues.encode(id, content.elements()));
    }

    /** All of them are read. */
    void completeBefore() {
        before.complete();
    }

    interface ChunkBefore {
        void rows(List<Before> some, Set<Object> ids);
    }

    /** What was read before the statement, some at a time. */
    void forEachChunkBefore(SharedSessionContractImplementor session, ChunkBefore chunk) {
        Iterator<byte[]> all = before.iterator();
        while (all.hasNext()) {
            List<Before> some = new ArrayList<>();
            Set<Object> chunkIds = new LinkedHashSet<>();
            while (all.hasNext() && some.size() < ImageReader.CHUNK) {
                Before each = before(ExactValues.decode(all.next()), session);
                some.add(each);
                chunkIds.add(each.id());
            }
            chunk.rows(some, chunkIds);
        }
    }

    @SuppressWarnings("unchecked")
    private Before before(List<@Nullable Object> entry, SharedSessionContractImplementor session) {
        Object id = rows.id(String.valueOf(entry.get(0)), unwritable, session);
        if (entry.size() == 1) {
            return new Before(id, null, null);
        }
        if (rows.collection() != null) {
            return new Before(id, null, entry.get(1));
        }
        var persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(String.valueOf(entry.get(1)));
        return new Before(id, new Image(persister, String.valueOf(entry.get(2)),
                (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(entry.get(3)),
                (String) entry.get(4)), null);
    }
}
