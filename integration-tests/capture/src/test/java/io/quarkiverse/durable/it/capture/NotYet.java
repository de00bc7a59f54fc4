package io.quarkiverse.durable.it.capture;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows that are not captured yet. Temporary: a row that is captured now fails until it is taken out of here, so this list only
 * gets shorter, and in the end is gone.
 */
final class NotYet {

    /** What a row or a random sequence does. */
    interface Test {

        void run() throws Exception;
    }

    /** The row of random sequences. */
    static final String RANDOM = "Town: random sequences";

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        because("the before image lacks what was changed",
                "Basics: lazy attributes, written unread",
                "Embeddables: embeddables, nested and as records",
                "Embeddables: embeddable changed in place",
                "Embeddables: nested embeddable changed in place",
                "Embeddables: embeddable that becomes null",
                "Embeddables: embeddables that are null",
                "Embeddables: embeddable changed in two flushes");
        because("a collection in an embeddable is beside it, not in it",
                "Embeddables: association in an embeddable",
                "Embeddables: collection in an embeddable");
        because("the identifier is not in an image of collections alone",
                "Embeddables: set of records",
                "Embeddables: list of embeddables",
                "Associations: many to many",
                "Associations: many to many, removed from its other side",
                "Associations: many to many as a bag",
                "Associations: many to many in an order",
                "Associations: one to many by a join table",
                "Associations: one to many by a column of the other table",
                "Associations: one to many by a column, from one owner to another",
                "Collections: bag of texts",
                "Collections: list of texts",
                "Collections: list that does not begin at 0",
                "Collections: sets",
                "Collections: collection that becomes what it was",
                "Collections: collection that was not read",
                "Collections: null in a list",
                "Collections: maps of values",
                "Collections: map by an entity",
                "Collections: map to entities by a join table",
                "Collections: map by an attribute of its entities",
                "Collections: map by a column of the other table",
                "Lifecycle: dynamic update without version",
                "Lifecycle: second-level cache",
                "Lifecycle: soft delete of an owner of collections",
                "Bulk: HQL update of a joined subclass",
                "Bulk: HQL update of a joined superclass",
                "Bulk: HQL delete of a joined superclass with collections",
                "Bulk: native update of a collection table");
        because("the changed attributes are not those that differ",
                "Generated: time stamps",
                "Inheritance: a table for each class, joined",
                "Lifecycle: version",
                "Lifecycle: version that is a time",
                "Lifecycle: several flushes",
                "Lifecycle: changed, and changed back",
                "Lifecycle: state that was refreshed",
                "Lifecycle: cleared between two flushes",
                "Lifecycle: remove taken back",
                "Lifecycle: merged from a detached entity",
                "Lifecycle: evicted after its flush",
                "Lifecycle: rolled back",
                "Lifecycle: many rows in batches",
                "Bulk: HQL update after a change that is not flushed",
                "Bulk: savepoint released");
        because("an attribute of Hibernate's own is in the image",
                "Ids: id class",
                "Ids: associations to composite ids",
                "Ids: association as a part of an id class",
                "Associations: one to many by a column that is not null, in an order",
                "Tutorial: orders: parts and their bill of material",
                "Tutorial: orders: vendors and line items");
        because("there is no before image",
                "Collections: collection in another instance",
                "Bulk: stateless update of what was read",
                "Bulk: stateless update of what was not read",
                "Bulk: two stateless updates",
                "Bulk: stateless delete of what was read",
                "Bulk: stateless delete of what was not read",
                "Bulk: stateless soft delete",
                "Bulk: stateless updateMultiple",
                "Bulk: stateless deleteMultiple",
                "Bulk: upsert of several",
                "Bulk: stateless insert of an association",
                "Data: insert, update and delete by a repository",
                "Data: several by a repository",
                "Data: save of a new one",
                "Data: save of one that is there",
                "Data: saveAll of some that are there",
                "Data: upsert of a new row",
                "Data: upsert of a row that is there",
                "Data: upsert of a row that is the same");
        because("not all that is written is captured",
                "Generated: formulas and generated columns",
                "Generated: a default that Hibernate does not read",
                "Generated: a column that the database transforms",
                "Collections: collection whose key is not the identifier",
                "Lifecycle: lock that increments the version at the end",
                "Lifecycle: lock that increments the version at once",
                "Bulk: HQL update",
                "Bulk: HQL update with a version",
                "Bulk: HQL update to null",
                "Bulk: HQL delete",
                "Bulk: HQL insert of values",
                "Bulk: HQL insert of what a query selects",
                "Bulk: HQL update, then HQL delete",
                "Bulk: HQL delete of what was just inserted",
                "Bulk: criteria update",
                "Bulk: criteria delete",
                "Bulk: HQL delete with soft delete",
                "Bulk: native update",
                "Bulk: native delete",
                "Bulk: native insert",
                "Bulk: stored as a common table expression",
                "Bulk: statement in doWork",
                "Bulk: statement of the injected datasource",
                "Bulk: batch of the injected datasource",
                "Bulk: updatable result set",
                "Data: deleteById",
                "Data: delete by an attribute",
                "Data: update by a query",
                "Data: delete by a query",
                "Panaches: update by a query of an active record",
                "Panaches: delete by a query of an active record",
                "Panaches: deleteAll of active records",
                "Panaches: update by a query of a repository",
                "Panaches: delete by a query of a repository",
                "Owned: HQL update by one of two tenants",
                "Owned: HQL delete by one of two tenants",
                "Lifecycle: rows that the database deletes with their owner",
                "Lifecycle: a column that a trigger writes",
                "Bulk: entity change rolled back to a savepoint");
        because("the before image is not what was known",
                "Generated: columns written once, or never",
                "Lifecycle: lock that increments the version at once, then a change",
                "Bulk: HQL update, then a change of the same row");
        because("an array of Character is a list, not a text",
                "Basics: texts",
                "Basics: texts that are null",
                "Basics: an array of characters changed in place");
        because("an array of Byte is a list, not base64",
                "Basics: binaries",
                "Basics: binaries that are null",
                "Basics: an array of bytes changed in place");
        because("java.sql.Timestamp is not ISO-8601",
                "Basics: java.util.Date, Calendar and java.sql",
                "Basics: a date changed in place");
        because("a Class is not its name",
                "Basics: enums, identifiers and what else is one value",
                "Basics: other values that are null");
        because("a converted attribute is not its relational value",
                "Basics: converters",
                "Basics: converters of null",
                "Basics: a converted list changed in place");
        because("collections, versions and bulk statements as above", RANDOM);
    }

    private NotYet() {
    }

    private static void because(String reason, String... rows) {
        for (String row : rows) {
            REASONS.put(row, reason);
        }
    }

    /** Whether this row is captured on every database. */
    static boolean isDone(String row) {
        return REASONS.keySet().stream().noneMatch(each -> each.equals(row) || each.startsWith(row + " on "));
    }

    /** Runs it; while it is in the list it must fail, and after that it must not. */
    static void run(String row, String database, Test test) throws Exception {
        String reason = REASONS.getOrDefault(row, REASONS.get(row + " on " + database));
        try {
            test.run();
        } catch (AssertionError | Exception e) {
            if (reason != null) {
                return;
            }
            throw e;
        }
        if (reason != null) {
            throw new AssertionError(row + " works now on " + database + ": take it out of NotYet (" + reason + ")");
        }
    }
}
