package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** A foreign key that the database follows when rows of its parent are deleted, or when the referenced columns are set. */
public final class Cascade {

    private final ForeignKey key;
    private final boolean onDelete;
    private final List<DurableTable.Rows> rows;
    private final @Nullable String obstacle;
    private List<Cascade> next = List.of();
    private boolean isDefault;
    private boolean isCyclic;

    /**
     * @param onDelete or else on update
     * @param rows of durable entities that it changes, as far as that can be captured
     * @param obstacle why it cannot be for the others; null where there are none
     */
    Cascade(ForeignKey key, boolean onDelete, List<DurableTable.Rows> rows, @Nullable String obstacle) {
        this.key = key;
        this.onDelete = onDelete;
        this.rows = List.copyOf(rows);
        this.obstacle = obstacle;
    }

    /** @param byName of statements that name no schema */
    void complete(List<Cascade> following, boolean byName) {
        next = List.copyOf(following);
        isDefault = byName;
    }

    /** All of them are complete. */
    void findCircle() {
        isCyclic = reach(next).contains(this);
    }

    ForeignKey key() {
        return key;
    }

    boolean isOnDelete() {
        return onDelete;
    }

    /** Of durable entities, that it changes. */
    public List<DurableTable.Rows> rows() {
        return rows;
    }

    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** What the database does then because of it. */
    List<Cascade> next() {
        return next;
    }

    /** Whether rows of the child go, rather than change. */
    public boolean deletes() {
        return onDelete && key.onDelete() == ForeignKey.Action.CASCADE;
    }

    /** @param schema in lower case as a statement names it; null if it does not */
    boolean isOf(@Nullable String schema) {
        return schema == null ? isDefault : key.parent().schema().toLowerCase(Locale.ROOT).equals(schema);
    }

    /** @param columns in lower case */
    boolean refersTo(Set<String> columns) {
        return key.referenced().stream().anyMatch(column -> columns.contains(column.toLowerCase(Locale.ROOT)));
    }

    /** Itself, and all that can follow. */
    static Set<Cascade> reach(List<Cascade> from) {
        Set<Cascade> all = new LinkedHashSet<>(from);
        Deque<Cascade> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (Cascade each : open.remove().next) {
                if (all.add(each)) {
                    open.add(each);
                }
            }
        }
        return all;
    }

    /** Whether it can follow on itself, as in a tree of rows. */
    boolean isCyclic() {
        return isCyclic;
    }

    /** Names of the tables of durable entities that change. */
    public static Set<String> changed(List<Cascade> cascades) {
        return reach(cascades).stream().filter(each -> !each.rows.isEmpty() || each.obstacle != null)
                .map(each -> each.key.child().lower()).collect(Collectors.toCollection(TreeSet::new));
    }

    static boolean follow(List<Cascade> cascades, boolean onDelete) {
        return cascades.stream().anyMatch(each -> each.onDelete == onDelete);
    }

    Set<String> changedColumns() {
        return deletes() ? Collections.emptySet()
                : key.columns().stream().map(column -> column.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        ForeignKey.Action action = onDelete ? key.onDelete() : key.onUpdate();
        return "foreign key " + key.name() + " of " + key.child().name() + " with ON " + (onDelete ? "DELETE " : "UPDATE ")
                + action.name().replace('_', ' ');
    }
}
