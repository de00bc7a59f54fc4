package io.quarkiverse.durable.quickstart.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What is left when all is over: what the database holds, what the consumer wrote down, and what the starts resolved.
 *
 * @param committed from the table that the application writes beside each change, in the same transaction
 * @param versions of the orders that there are, by id
 * @param received in the order of receipt
 */
record Evidence(List<Committed> committed, Map<String, Integer> versions, List<Received> received, Resolved resolved) {

    /**
     * A change of a row, or an explicit event, without regard to the transaction.
     *
     * @param version of the order; 0 where there is none
     */
    record Change(String subject, String key, String operation, int version) {
    }

    /** @param request the client's id, one for each transaction */
    record Committed(String request, Change change) {
    }

    record Received(String id, String transaction, Change change) {
    }

    /** Transactions that a start found without an outcome. */
    record Resolved(int committed, int rolledBack) {
    }

    private static final Pattern RECOVERED = Pattern
            .compile("DURABLE-0010\\b.*?(\\d+) were committed and (\\d+) were not");

    static Evidence of(DemoSettings settings, List<Path> logs) {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + settings.data().resolve("orders"))) {
            return new Evidence(committed(connection), versions(connection),
                    received(settings.data().resolve("received.jsonl")), resolved(logs));
        } catch (SQLException | IOException e) {
            throw new Application.DemoFailure("The evidence cannot be read: " + e.getMessage());
        }
    }

    private static List<Committed> committed(Connection connection) throws SQLException {
        List<Committed> committed = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select request, subject, subjectKey, operation, version from audit")) {
            while (row.next()) {
                committed.add(new Committed(row.getString(1),
                        new Change(row.getString(2), row.getString(3), row.getString(4), row.getInt(5))));
            }
        }
        return committed;
    }

    private static Map<String, Integer> versions(Connection connection) throws SQLException {
        Map<String, Integer> versions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id, version from orders")) {
            while (row.next()) {
                versions.put(row.getString(1), row.getInt(2));
            }
        }
        return versions;
    }

    private static List<Received> received(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Received> received = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode event = json.readTree(line);
            String operation = event.path("operation").asText();
            boolean entity = event.has("entity");
            int version = event.path("data").path(operation.equals("delete") ? "before" : "after").path("version").asInt(0);
            received.add(
                    new Received(event.path("id").asText(), event.path("source").asText() + ":" + event.path("txid").asText(),
                            new Change(event.path(entity ? "entity" : "type").asText(), event.path("subject").asText(),
                                    operation,
                                    version)));
        }
        return received;
    }

    private static Resolved resolved(List<Path> logs) throws IOException {
        int committed = 0;
        int rolledBack = 0;
        for (Path log : logs) {
            for (String line : Files.readAllLines(log)) {
                Matcher recovered = RECOVERED.matcher(line);
                if (recovered.find()) {
                    committed += Integer.parseInt(recovered.group(1));
                    rolledBack += Integer.parseInt(recovered.group(2));
                }
            }
        }
        return new Resolved(committed, rolledBack);
    }
}
