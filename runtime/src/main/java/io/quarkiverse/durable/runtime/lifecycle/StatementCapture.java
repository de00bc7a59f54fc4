package io.quarkiverse.durable.runtime.lifecycle;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.runtime.capture.BulkCapture;
import io.quarkiverse.durable.runtime.capture.BulkCaptures;
import io.quarkiverse.durable.runtime.capture.TransactionPort;
import io.quarkiverse.durable.runtime.config.CaptureConfig;
import io.quarkiverse.durable.runtime.config.CaptureConfig.DatabaseChanges;
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
            each.getValue().serve(transaction, Choice.valueOf(config.bulk().name()),
                    Choice.valueOf(config.unanalysable().name()), spooling);
            report(each.getKey(), changes(each.getKey(), each.getValue()), config.databaseChanges());
        }
    }

    private static List<String> changes(String datasource, BulkCapture capture) {
        try (Connection connection = PoolsBehind.of(datasource).getConnection()) {
            Set<String> tables = capture.tables().keySet();
            capture.triggered(io.quarkiverse.durable.runtime.jdbc.DatabaseChanges.triggered(connection, tables));
            return io.quarkiverse.durable.runtime.jdbc.DatabaseChanges.of(connection, tables);
        } catch (SQLException e) {
            DurableMessages.LOG.catalogNotRead(datasource, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static void report(String datasource, List<String> changes, DatabaseChanges policy) {
        if (changes.isEmpty() || policy == DatabaseChanges.IGNORE) {
            return;
        }
        String what = String.join(", ", changes);
        if (policy == DatabaseChanges.FAIL) {
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
