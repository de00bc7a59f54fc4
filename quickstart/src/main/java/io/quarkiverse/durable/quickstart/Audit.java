package io.quarkiverse.durable.quickstart;

import java.util.UUID;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;

/** Notes what a request changes, under the id that the client gave to the request. */
@RequestScoped
public class Audit {

    static final String REQUEST_ID = "X-Request-Id";

    @Context
    HttpHeaders headers;

    private String request;

    void order(Order order, String operation) {
        note("Order", order.id, operation, order.version);
    }

    void line(OrderLine line, String operation) {
        note("OrderLine", line.id, operation, 0);
    }

    void event(String type, String key) {
        note(type, key, "event", 0);
    }

    private void note(String subject, String key, String operation, int version) {
        AuditEntry entry = new AuditEntry();
        entry.request = request();
        entry.subject = subject;
        entry.subjectKey = key;
        entry.operation = operation;
        entry.version = version;
        entry.persist();
    }

    private String request() {
        if (request == null) {
            String given = headers.getHeaderString(REQUEST_ID);
            request = given == null ? UUID.randomUUID().toString() : given;
        }
        return request;
    }
}
