package io.quarkiverse.durable.deployment.devui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/** What a developer sees of the log, and that a live reload leaves it usable. */
class DurableDevUiTest {

    private static final Pattern OWN_MODULE = Pattern.compile("from '\\./([\\w-]+\\.js)'|import '\\./([\\w-]+\\.js)'");
    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(archive -> archive.addClasses(Note.class, Notes.class)
                    .addAsResource(new StringAsset(String.join("\n",
                            "quarkus.http.port=" + PORT,
                            "quarkus.datasource.db-kind=h2",
                            "quarkus.datasource.jdbc.url=jdbc:h2:mem:devui-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                            "quarkus.hibernate-orm.schema-management.strategy=drop-and-create",
                            "quarkus.durable.directory=target/durable-log-devui-" + UUID.randomUUID(),
                            "quarkus.durable.log.segment-size=256K",
                            "quarkus.devservices.enabled=false")), "application.properties"));

    @Test
    void showsACommittedChangeAndThatItWasPublished() throws InterruptedException {
        try (DevUiClient browser = new DevUiClient(PORT)) {
            JsonNode before = browser.ask("status");
            assertThat(before.path("phase").asText()).as("%s", before).isEqualTo("SERVING");
            int stream = browser.subscribe("watch");
            browser.next(stream, status -> status.path("counts").path("committed").asLong() == 0);

            write("first");

            JsonNode after = browser.next(stream, DurableDevUiTest::isPublished);
            long last = after.path("log").path("lastLsn").asLong();
            JsonNode sink = after.path("sinks").path(0);
            assertThat(last).isGreaterThan(before.path("log").path("lastLsn").asLong());
            assertThat(after.path("log").path("durableLsn").asLong()).isEqualTo(last);
            assertThat(sink.path("channel").asText()).isEqualTo("Note");
            assertThat(sink.path("cursor").asLong()).isEqualTo(last);
            assertThat(sink.hasNonNull("lastFailure")).as("%s", sink).isFalse();
            assertThat(after.path("inDoubt")).isEmpty();
            JsonNode segment = after.path("log").path("segments").path(0);
            assertThat(segment.path("sizeBytes").asLong()).isEqualTo(256 << 10);
            assertThat(segment.path("active").asBoolean()).isTrue();

            int card = browser.subscribe("label");
            assertThat(browser.next(card, label -> true).asText()).isEqualTo("lag 0");
        }
        pageAndCardAreServed();
    }

    private static void pageAndCardAreServed() {
        String page = http().get("/q/dev-ui/quarkus-durable/qwc-durable-log.js").then().statusCode(200).extract().asString();
        var modules = OWN_MODULE.matcher(page).results().map(DurableDevUiTest::module).toList();
        assertThat(modules).contains("durable-segments.js", "durable-format.js");
        modules.forEach(module -> http().get("/q/dev-ui/quarkus-durable/" + module).then().statusCode(200));
        http().get("/q/dev-ui/quarkus-durable-data.js").then().statusCode(200).body(containsString(Note.class.getName()));
    }

    @Test
    void aLiveReloadClosesTheLogAndOpensItAgain() throws InterruptedException {
        http().get("/notes").then().statusCode(200).body(is("first edition"));
        write("before");
        long epoch;
        long last;
        try (DevUiClient browser = new DevUiClient(PORT)) {
            JsonNode status = browser.next(browser.subscribe("watch"), DurableDevUiTest::isPublished);
            epoch = status.path("log").path("epoch").asLong();
            last = status.path("log").path("lastLsn").asLong();
        }

        APPLICATION.modifySourceFile(Notes.class, text -> text.replace("first edition", "second edition"));
        http().get("/notes").then().statusCode(200).body(is("second edition"));

        try (DevUiClient browser = new DevUiClient(PORT)) {
            JsonNode reopened = browser.ask("status");
            assertThat(reopened.path("phase").asText()).as("%s", reopened).isEqualTo("SERVING");
            assertThat(reopened.path("log").path("epoch").asLong()).isGreaterThan(epoch);
            assertThat(reopened.path("log").path("lastLsn").asLong()).isGreaterThanOrEqualTo(last);
            assertThat(reopened.path("counts").path("committed").asLong()).isZero();
            write("after");
            browser.next(browser.subscribe("watch"), DurableDevUiTest::isPublished);
        }
        http().get("/notes/changes").then().statusCode(200).body(is("1"));
    }

    private static boolean isPublished(JsonNode status) {
        JsonNode sink = status.path("sinks").path(0);
        return status.path("counts").path("committed").asLong() == 1 && sink.path("published").asLong() == 1
                && sink.path("lag").asLong() == 0;
    }

    private static void write(String text) {
        http().body(text).post("/notes").then().statusCode(204);
    }

    private static RequestSpecification http() {
        return RestAssured.given().port(PORT);
    }

    private static String module(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No free port", e);
        }
    }
}
