package io.quarkiverse.durable.runtime.capture;

import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.AbstractCollectionPersister;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Which write of an entity or a collection Hibernate is about to do on this thread: between the event before it and the one
 * after it, Hibernate prepares statements for what it reports.
 *
 * A write that fails has no event after it. What is prepared next is then still not taken for a part of it, unless its text is
 * one that Hibernate has prepared for a write of the same tables.
 */
final class EntityWrites {

    /** Enough for each combination of columns that dynamic updates usually make. */
    private static final int TEXTS_MAX = 10_000;
    private static final StackWalker STACK = StackWalker.getInstance();

    private final SessionFactoryImplementor factory;
    private final ThreadLocal<Write> current = ThreadLocal.withInitial(Write::new);
    private final Map<String, Set<String>> tables = new ConcurrentHashMap<>();
    private final Set<String> texts = ConcurrentHashMap.newKeySet();

    private static final class Write {
        @Nullable
        Set<String> tables;
    }

    EntityWrites(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    void begin(EntityPersister persister) {
        current.get().tables = tables.computeIfAbsent(persister.getEntityName(), name -> tablesOf(persister));
    }

    /** @param role null where only the owner is known */
    void begin(@Nullable String role, @Nullable String owner) {
        if (role != null) {
            current.get().tables = tables.computeIfAbsent(role, name -> tablesOf(collection(name)));
        } else if (owner != null) {
            current.get().tables = tables.computeIfAbsent(owner + "#", name -> tablesOfCollections(owner));
        }
    }

    void end() {
        current.get().tables = null;
    }

    /**
     * Whether a statement is part of a write that is reported.
     *
     * @param named durable tables that it names; of one that was not analysed also those of which it has a column
     */
    boolean covers(String sql, Set<String> named) {
        Set<String> expected = current.get().tables;
        return expected != null && !Collections.disjoint(expected, named) && (texts.contains(sql) || isByPersister(sql));
    }

    private boolean isByPersister(String sql) {
        boolean found = STACK.walk(frames -> frames.anyMatch(frame -> frame.getClassName()
                .startsWith("org.hibernate.engine.jdbc.mutation.")
                || frame.getClassName().startsWith("org.hibernate.persister.")));
        if (found) {
            if (texts.size() >= TEXTS_MAX) {
                texts.clear();
            }
            texts.add(sql);
        }
        return found;
    }

    private CollectionPersister collection(String role) {
        return factory.getMappingMetamodel().getCollectionDescriptor(role);
    }

    private Set<String> tablesOfCollections(String owner) {
        Set<String> names = new HashSet<>();
        String root = factory.getMappingMetamodel().getEntityDescriptor(owner).getRootEntityName();
        factory.getMappingMetamodel().forEachCollectionDescriptor(persister -> {
            if (persister.getOwnerEntityPersister().getRootEntityName().equals(root)) {
                names.addAll(tablesOf(persister));
            }
        });
        return names;
    }

    private static Set<String> tablesOf(CollectionPersister persister) {
        return Set.of(name(((AbstractCollectionPersister) persister).getTableName()));
    }

    private static Set<String> tablesOf(EntityPersister persister) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < persister.getTableSpan(); i++) {
            names.add(name(persister.getTableName(i)));
        }
        return names;
    }

    /** The name of a table without its schema, as statements are compared with it. */
    static String name(String table) {
        return plain(table.substring(table.lastIndexOf('.') + 1));
    }

    /** The schema that stands before it. */
    static @Nullable String schema(String table) {
        int dot = table.lastIndexOf('.');
        return dot < 0 ? null : name(table.substring(0, dot));
    }

    private static String plain(String identifier) {
        return identifier.replace("\"", "").replace("`", "").toLowerCase(Locale.ROOT);
    }
}
