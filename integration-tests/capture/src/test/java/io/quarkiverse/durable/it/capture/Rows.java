package io.quarkiverse.durable.it.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rows of one theme. */
abstract class Rows {

    private final Class<?> theme;
    private final List<Row> rows = new ArrayList<>();

    Rows(Class<?> theme) {
        this.theme = theme;
    }

    /** Each piece of code is a transaction. */
    void row(String name, App.Work... transactions) {
        rows.add(new Row(theme, name, steps(transactions, true), false));
    }

    /** Each piece of code begins and ends its own transactions. */
    void outside(String name, App.Work... pieces) {
        rows.add(new Row(theme, name, steps(pieces, false), false));
    }

    /** The extension may refuse it, if it says so with the id of a message. */
    void refusable(String name, App.Work... transactions) {
        rows.add(new Row(theme, name, steps(transactions, true), true));
    }

    private static List<Row.Step> steps(App.Work[] pieces, boolean transactional) {
        return Stream.of(pieces).map(work -> new Row.Step(work, transactional)).toList();
    }

    List<Row> all() {
        return rows;
    }
}
