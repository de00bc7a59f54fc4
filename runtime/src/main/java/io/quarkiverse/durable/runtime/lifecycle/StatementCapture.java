package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.BulkCapture;
import io.quarkiverse.durable.runtime.capture.BulkCaptures;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.config.CaptureConfig;
import io.quarkiverse.durable.runtime.jdbc.DatabaseChanges;
import io.quarkiverse.durable.runtime.jdbc.DurableTable;
import io.quarkiverse.durable.runtime.jdbc.WriteCapture.Choice;
import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.runtime.spool.Spooling;

/** Begins to look at statements, and says once what the databases change by themselves. */
final class StatementCapture {

    private StatementCapture() {
    }

    static void start(BulkCaptures captures, TransactionPort transaction, CaptureConfig config, Path directory) {
        Spooling spooling = new Spooling(directory, config.bufferSize().asLongValue());
        for (Map.Entry<String, BulkCapture> each : captures.all().entrySet()) {
            BulkCapture capture = each.getValue();
            DatabaseChanges changes = changes(each.getKey(), capture.durable());
            capture.triggered(changes.triggered());
            capture.serve(transaction, changes.cascades(), Choice.valueOf(config.bulk().name()),
                    Choice.valueOf(config.unanalysable().name()), spooling);
            report(each.getKey(), changes.uncaptured(), config.databaseChanges());
        }
    }

    private static DatabaseChanges changes(String datasource, Map<String, DurableTable> durable) {
        try (Connection connection = PoolsBehind.of(datasource).getConnection()) {
            return DatabaseChanges.read(connection, durable);
        } catch (SQLException e) {
            DurableMessages.LOG.catalogNotRead(datasource, String.valueOf(e.getMessage()));
            return DatabaseChanges.none(durable);
        }
    }

    private static void report(String datasource, List<String> changes, CaptureConfig.DatabaseChanges policy) {
        if (changes.isEmpty() || policy == CaptureConfig.DatabaseChanges.IGNORE) {
            return;
        }
        String what = String.join(", ", changes);
        if (policy == CaptureConfig.DatabaseChanges.FAIL) {
            throw new DurableException("DURABLE-0241", "The database of datasource " + datasource
                    + " changes rows of durable entities by itself, and such changes are not captured: " + what
                    + ". Remove them, or set quarkus.durable.capture.database-changes to warn.");
        }
        DurableMessages.LOG.databaseChanges(datasource, what);
    }

    static void stop(BulkCaptures captures) {
        captures.all().values().forEach(BulkCapture::stop);
    }
}
