package io.quarkiverse.durable.deployment.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class SchemasAreKeptTest {

    private static final Class<?> SELF = SchemasAreKeptTest.class;

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = Parcels.application(SELF)
            .setBeforeAllCustomizer(() -> Parcels.logOfAnEarlierVersion(SELF))
            .setLogRecordPredicate(record -> record.getMessage().startsWith("DURABLE-005"))
            .assertLogRecords(SchemasAreKeptTest::said);

    @Inject
    EntityManager entities;
    @Inject
    Parcels parcels;

    private static void said(List<LogRecord> records) {
        assertThat(records).filteredOn(record -> record.getMessage().startsWith("DURABLE-0056")).singleElement()
                .satisfies(record -> assertThat(record.getParameters()[0]).asString().contains("its id was TEXT"));
        assertThat(records).filteredOn(record -> record.getMessage().startsWith("DURABLE-0055")).singleElement()
                .satisfies(record -> assertThat(record.getParameters()[0]).asString()
                        .contains("parcel: it has no sender any more", "parcel: it has weight now"));
    }

    @Test
    void anEventNamesTheSchemaThatTheLogHas() throws InterruptedException {
        QuarkusTransaction.requiringNew().run(() -> {
            Parcel parcel = new Parcel();
            parcel.id = 7;
            entities.persist(parcel);
        });
        String message = parcels.next();
        assertThat(message).isNotNull();
        JsonObject event = new JsonObject(message);
        assertThat(event.getString("entity")).isEqualTo("parcel");
        assertThat(event.getString("type")).endsWith(".parcel.insert");
        JsonArray schemas = new JsonObject(Parcels.attached(SELF)).getJsonArray("schemas");
        JsonObject now = schemas.getJsonObject(0);
        assertThat(event.getString("schemaid")).isEqualTo(now.getString("id")).hasSize(16);
        assertThat(now.getString("entity")).isEqualTo("Parcel");
        assertThat(now.getString("table")).isEqualTo("parcel");
        assertThat(properties(now)).containsExactlyInAnyOrder("id INTEGER id BIGINT", "accepted TEXT accepted TIMESTAMP_UTC",
                "address.number INTEGER number INTEGER", "address.street TEXT street VARCHAR",
                "fragile BOOLEAN fragile BOOLEAN",
                "inside INTEGER inside_id BIGINT", "label BYTES label VARBINARY", "notes COLLECTION",
                "state TEXT state TINYINT", "worth FLOAT worth DOUBLE", "version INTEGER version INTEGER",
                "weight DECIMAL weight_kg NUMERIC");
        JsonObject before = schemas.getJsonObject(1);
        assertThat(properties(before)).contains("sender TEXT sender VARCHAR");
        assertThat(before.getLong("until")).as("the last record of the earlier version").isPositive();
    }

    private static List<String> properties(JsonObject schema) {
        List<String> all = new ArrayList<>();
        for (Object each : schema.getJsonArray("properties")) {
            JsonObject property = (JsonObject) each;
            StringBuilder text = new StringBuilder(property.getString("name") + " " + property.getString("kind"));
            for (Object column : property.getJsonArray("columns")) {
                text.append(' ').append(((JsonObject) column).getString("name")).append(' ')
                        .append(((JsonObject) column).getString("type"));
            }
            all.add(text.toString());
        }
        return all;
    }
}
