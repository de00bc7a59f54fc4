package io.quarkiverse.durable.it.capture;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that an application can do to its entities, the same on every database. After each transaction the tables that an
 * independent consumer filled from the messages are compared with the application's own.
 */
abstract class Matrix extends Compared {

    static Stream<Row> rows() {
        return Stream.of(new IdRows(), new BasicRows(), new GeneratedRows(), new EmbeddableRows(), new InheritanceRows(),
                new AssociationRows(), new CollectionRows(), new LifecycleRows(), new BulkRows(), new StatelessRows(),
                new RepositoryRows(), new PanacheRows(), new TenantRows(), new DatabaseRows(), new CascadeRows(),
                new ConcurrentRows(), new TutorialRows(), new ExtensionRows(), new WriteRows())
                .map(Rows::all).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theCopyIsLikeTheDatabase(Row row) throws Exception {
        try {
            run(row);
        } finally {
            app.forget();
            replica.empty(row.theme());
        }
    }

    private void run(Row row) throws Exception {
        boolean refused = false;
        for (Row.Step step : row.steps()) {
            refused = !completes(step, row);
            consume();
            replica.compare(row.theme());
            if (refused) {
                return;
            }
        }
    }

    private boolean completes(Row.Step step, Row row) throws Exception {
        try {
            if (step.transactional()) {
                app.transaction(step.work());
            } else {
                step.work().run(app);
            }
            return true;
        } catch (Exception e) {
            if (row.mayRefuse() && isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    static boolean isRefusal(Throwable e) {
        return e != null && (String.valueOf(e.getMessage()).contains("DURABLE-") || isRefusal(e.getCause()));
    }
}
