package io.quarkiverse.durable.deployment.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** Writes values that can be recognised, and looks for them in every byte of the log's directory. */
abstract class PlaintextOnDisk {

    private static final String ID = "identifikation-4711";
    private static final String TEXT = "Straßenräuber-Überfall-1848";
    private static final String CHANGED = "Versteck-im-Wäldchen-1849";
    private static final String EVENT = "Losung-heißt-Äquator";
    private static final Charset[] CHARSETS = { StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE };

    @Inject
    Secrets secrets;
    @Inject
    Outbox outbox;

    abstract Path directory();

    abstract void check(Set<String> found);

    @Test
    void anEntitysValuesAreOnTheDiskOnlyWithoutEncryption() throws Exception {
        secrets.write(ID, TEXT);
        secrets.change(ID, CHANGED);
        secrets.remove(ID);
        QuarkusTransaction.requiringNew().run(() -> outbox.append(new Outbox.Event("Whispered", ID, EVENT)));
        assertThat(secrets.nextSubjects(4)).containsOnly(ID);

        check(found());
    }

    /** Which of the values are there, in any form. */
    private Set<String> found() throws IOException {
        Set<String> found = new TreeSet<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(directory())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files++;
                String bytes = file.getFileName() + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String value : new String[] { ID, TEXT, CHANGED, EVENT }) {
                    for (Charset charset : CHARSETS) {
                        if (bytes.contains(new String(value.getBytes(charset), StandardCharsets.ISO_8859_1))) {
                            found.add(value);
                        }
                    }
                }
            }
        }
        assertThat(files).as("files of the log").isGreaterThanOrEqualTo(4);
        return found;
    }

    static Set<String> allValues() {
        return Set.of(ID, TEXT, CHANGED, EVENT);
    }
}
