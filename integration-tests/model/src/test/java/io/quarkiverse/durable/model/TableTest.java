package io.quarkiverse.durable.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The table of configurations is complete, and the documentation tells of each. */
class TableTest {

    private static final Path PAGE = Path.of("../../docs/modules/ROOT/pages/model.adoc");

    private final List<Configuration> configurations = Configuration.all();

    @Test
    void takesOutEachRuleThatAModelCanTakeOut() throws IOException {
        TreeSet<String> rules = new TreeSet<>();
        try (Stream<Path> files = Files.list(Configuration.MODEL)) {
            files.filter(file -> file.toString().endsWith(".pml")).map(Configuration::read)
                    .forEach(model -> Pattern.compile("#ifn?def (NO_\\w+)").matcher(model).results()
                            .forEach(rule -> rules.add("-D" + rule.group(1))));
        }

        assertThat(rules).isNotEmpty();
        assertThat(configurations.stream().flatMap(configuration -> configuration.flags().stream()).toList())
                .containsAll(rules);
    }

    @Test
    void hasEachNameOnce() {
        assertThat(configurations).extracting(Configuration::name).doesNotHaveDuplicates();
    }

    @Test
    void isToldInTheDocumentation() {
        String page = Configuration.read(PAGE);

        assertThat(configurations.stream().map(Configuration::name).filter(name -> !page.contains("| `" + name + "`"))
                .collect(Collectors.toList())).isEmpty();
    }
}
