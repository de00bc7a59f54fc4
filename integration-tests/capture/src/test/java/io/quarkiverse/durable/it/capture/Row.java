package io.quarkiverse.durable.it.capture;

import java.util.List;

/**
 * A row of the matrix: something that an application does.
 *
 * @param theme whose entities it uses
 * @param mayRefuse the extension may also refuse it with a message that has an id
 */
record Row(Class<?> theme, String name, List<Step> steps, boolean mayRefuse) {

    /** One transaction, or code that begins its own. */
    record Step(App.Work work, boolean transactional) {
    }

    @Override
    public String toString() {
        return theme.getSimpleName() + ": " + name;
    }
}
