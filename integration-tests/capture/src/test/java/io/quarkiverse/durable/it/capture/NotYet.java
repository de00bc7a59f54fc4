package io.quarkiverse.durable.it.capture;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows that are not captured yet. Temporary: a row that is captured now fails until it is taken out of here, so this list only
 * gets shorter, and in the end is gone.
 */
final class NotYet {

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        REASONS.put("Ids: id class",
                "the image has an attribute of Hibernate's own, _identifierMapper");
        REASONS.put("Ids: associations to composite ids",
                "the image has an attribute of Hibernate's own, _identifierMapper");
        REASONS.put("Ids: association as a part of an id class",
                "the image has an attribute of Hibernate's own, _identifierMapper");
        REASONS.put("Basics: texts",
                "an array of Character is a list, not a text");
        REASONS.put("Basics: texts that are null",
                "an array of Character is a list, not a text");
        REASONS.put("Basics: an array of characters changed in place",
                "an array of Character is a list, not a text");
        REASONS.put("Basics: binaries",
                "an array of Byte is a list, not base64");
        REASONS.put("Basics: binaries that are null",
                "an array of Byte is a list, not base64");
        REASONS.put("Basics: an array of bytes changed in place",
                "an array of Byte is a list, not base64");
        REASONS.put("Basics: java.util.Date, Calendar and java.sql",
                "java.sql.Timestamp is not ISO-8601");
        REASONS.put("Basics: a date changed in place",
                "java.sql.Timestamp is not ISO-8601");
        REASONS.put("Basics: enums, identifiers and what else is one value",
                "a Class is not its name");
        REASONS.put("Basics: other values that are null",
                "a Class is not its name");
        REASONS.put("Basics: converters",
                "a converted attribute is not its relational value");
        REASONS.put("Basics: converters of null",
                "a converted attribute is not its relational value");
        REASONS.put("Basics: a converted list changed in place",
                "a converted attribute is not its relational value");
        REASONS.put("Basics: lazy attributes, written unread",
                "the before image lacks what was changed");
        REASONS.put("Generated: formulas and generated columns",
                "what the database wrote is not in the events");
        REASONS.put("Generated: time stamps",
                "the changed attributes are not those that differ");
        REASONS.put("Generated: a default that Hibernate does not read",
                "what the database wrote is not in the events");
        REASONS.put("Generated: columns written once, or never",
                "the before image is not what was known");
        REASONS.put("Generated: a column that the database transforms",
                "what the database wrote is not in the events");
    }

    private NotYet() {
    }

    /** Why this row does not work, or null. */
    static String reason(Row row, String database) {
        String reason = REASONS.get(row.toString());
        return reason == null ? REASONS.get(row + " on " + database) : reason;
    }
}
