package io.quarkiverse.durable.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** The page on the fault model names, for each scenario, tests that exist. */
class ScenarioTableTest {

    private static final String PAGE = "docs/modules/ROOT/pages/fault-model.adoc";
    private static final Pattern ROW = Pattern.compile("^\\|(\\d+)$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    private final RepositoryFiles repository = RepositoryFiles.ofThisRepository();
    private final String page = RepositoryFiles.text(repository.ending(PAGE).get(0));

    @Test
    void everyScenarioHasARow() {
        TreeSet<Integer> rows = new TreeSet<>();
        for (Matcher row = ROW.matcher(page); row.find();) {
            rows.add(Integer.parseInt(row.group(1)));
        }
        assertThat(rows).containsAll(IntStream.rangeClosed(1, 13).boxed().toList()).contains(16, 18, 19, 20);
    }

    @Test
    void everyTestThatIsNamedExists() {
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Matcher test = TEST.matcher(page); test.find(); named++) {
            boolean found = repository.ending("/" + test.group(1) + ".java").stream()
                    .anyMatch(file -> RepositoryFiles.text(file).contains("void " + test.group(2) + "("));
            if (!found) {
                missing.add(test.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(40);
    }
}
