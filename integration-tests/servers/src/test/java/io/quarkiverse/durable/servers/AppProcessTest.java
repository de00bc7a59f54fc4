package io.quarkiverse.durable.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

class AppProcessTest {

    private static AppProcess.Builder chatter() {
        return AppProcess.mainClass(Chatter.class.getName(), System.getProperty("java.class.path"))
                .name("chatter")
                .property("chatter.port", "4711")
                .environment("CHATTER_NAME", "Ann");
    }

    @Test
    void waitsForALineAndFindsTheHttpPort() throws IOException {
        try (AppProcess app = chatter().argument("one").argument("two").start()) {
            assertThat(app.awaitLine("I am (\\w+) (.*)").group(2)).isEqualTo("one two");
            assertThat(app.httpPort()).isEqualTo(4711);
            assertThat(Files.readString(app.output())).contains("I am Ann");
        }
    }

    @Test
    void killsAndTerminates() {
        try (AppProcess app = chatter().start(); AppProcess other = chatter().start()) {
            app.awaitLine("I am");
            other.awaitLine("I am");
            app.freeze();
            app.kill9();
            assertThat(app.isAlive()).isFalse();
            assertThat(app.waitForExit()).isEqualTo(128 + 9);
            assertThat(other.isAlive()).isTrue();
            assertThat(other.terminate()).isEqualTo(128 + 15);
        }
    }

    @Test
    void tellsTheLastLinesOfAProcessThatEndsTooEarly() {
        try (AppProcess app = chatter().argument("exit").start()) {
            assertThatThrownBy(() -> app.awaitLine("never said")).hasMessageContaining("ended")
                    .hasMessageContaining("I am Ann");
            assertThat(app.waitForExit()).isEqualTo(7);
        }
    }
}
