package io.quarkiverse.durable.runtime.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Finds which foreign keys with actions lead to rows of durable entities, from whatever table. */
public final class Cascades {

    private final Map<String, DurableTable> durable;
    private final List<Cascade> all = new ArrayList<>();
    private final Map<String, DurableTable> tables;

    /**
     * @param durable by name
     * @param defaultSchema where names without a schema are looked for; null if that is not known
     */
    public Cascades(List<ForeignKey> keys, Map<String, DurableTable> durable, @Nullable String defaultSchema) {
        this.durable = durable;
        for (ForeignKey key : keys) {
            if (key.onDelete() != ForeignKey.Action.NONE) {
                all.add(cascade(key, true));
            }
            if (key.onUpdate() != ForeignKey.Action.NONE) {
                all.add(cascade(key, false));
            }
        }
        keepThoseThatMatter();
        Set<String> here = all.stream().map(each -> each.key().parent()).filter(parent -> parent.schema().equals(defaultSchema))
                .map(ForeignKey.Table::lower).collect(Collectors.toSet());
        all.forEach(each -> each.complete(following(each), each.key().parent().schema().equals(defaultSchema)
                || !here.contains(each.key().parent().lower())));
        all.forEach(Cascade::findCircle);
        this.tables = withCascades();
    }

    /** The durable tables, and those from which the database goes on to them, by name. */
    public Map<String, DurableTable> tables() {
        return tables;
    }

    /** All of them. */
    public List<Cascade> all() {
        return List.copyOf(all);
    }

    /** One clause for each that changes rows of durable entities in a way that cannot be captured. */
    public Set<String> uncapturable() {
        Set<String> found = new TreeSet<>();
        all.stream().filter(each -> each.obstacle() != null).forEach(each -> found.add(each + " (" + each.obstacle() + ")"));
        return found;
    }

    private Cascade cascade(ForeignKey key, boolean onDelete) {
        List<DurableTable.Rows> rows = new ArrayList<>();
        String obstacle = null;
        DurableTable table = durable.get(key.child().lower());
        if (table != null && (table.schema() == null || table.schema().equals(lower(key.child().schema())))) {
            for (DurableTable.Rows each : table.rows()) {
                String found = obstacle(key, onDelete, each);
                if (!isOfTheParent(key, each)) {
                    if (found == null) {
                        rows.add(each);
                    } else {
                        obstacle = found;
                    }
                }
            }
        }
        return new Cascade(key, onDelete, rows, obstacle);
    }

    /** Rows that are of the same entity as the one of the parent: whoever writes that one has captured them with it. */
    private static boolean isOfTheParent(ForeignKey key, DurableTable.Rows rows) {
        return rows.tables().contains(key.parent().lower()) && plain(rows.keyColumns()).equals(lower(key.columns()));
    }

    private static @Nullable String obstacle(ForeignKey key, boolean onDelete, DurableTable.Rows rows) {
        ForeignKey.Action action = onDelete ? key.onDelete() : key.onUpdate();
        boolean movesKey = !onDelete || action == ForeignKey.Action.SET_DEFAULT;
        if (rows.obstacle() == null && movesKey && plain(rows.keyColumns()).stream().anyMatch(lower(key.columns())::contains)) {
            return "it changes a column that is part of the key";
        }
        return rows.obstacle();
    }

    private List<Cascade> following(Cascade cascade) {
        return all.stream().filter(each -> each.key().parent().equals(cascade.key().child()) && (cascade.deletes()
                ? each.isOnDelete()
                : !each.isOnDelete() && each.refersTo(cascade.changedColumns()))).toList();
    }

    private void keepThoseThatMatter() {
        Set<Cascade> matter = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Cascade each : all) {
                if (!matter.contains(each) && (!each.rows().isEmpty() || each.obstacle() != null
                        || following(each).stream().anyMatch(matter::contains))) {
                    matter.add(each);
                    more = true;
                }
            }
        }
        all.retainAll(matter);
    }

    private Map<String, DurableTable> withCascades() {
        Map<String, List<Cascade>> from = new HashMap<>();
        all.forEach(each -> from.computeIfAbsent(each.key().parent().lower(), name -> new ArrayList<>()).add(each));
        Map<String, DurableTable> result = new HashMap<>(durable);
        from.forEach((name, cascades) -> {
            DurableTable table = durable.get(name);
            result.put(name, table == null ? new DurableTable(name, null, List.of(), cascades)
                    : new DurableTable(name, table.schema(), table.rows(), cascades));
        });
        return Map.copyOf(result);
    }

    private static List<String> plain(List<String> columns) {
        return columns.stream().map(column -> lower(column.replace("\"", "").replace("`", ""))).sorted().toList();
    }

    private static List<String> lower(List<String> columns) {
        return columns.stream().map(Cascades::lower).sorted().toList();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
