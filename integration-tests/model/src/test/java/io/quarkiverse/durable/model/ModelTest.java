package io.quarkiverse.durable.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spin finds what the table says: with the rules every property holds, and without one of them the property that it is for
 * breaks.
 */
class ModelTest {

    private static final boolean FULL = Boolean.getBoolean("model.full");
    /** Names of configurations, for a quick look at a few. */
    private static final String ONLY = System.getProperty("model.only", ".*");
    private static final Map<String, String> BOUNDS = FULL
            ? Map.of("MODEL_SECONDS", "3000", "MODEL_MEGABYTES", "6000")
            : Map.of("MODEL_SECONDS", "240", "MODEL_MEGABYTES", "1500");

    @BeforeAll
    static void needsSpinAndACompiler() {
        needs("spin", "apt-get install spin");
        needs("cc", "apt-get install gcc");
    }

    private static void needs(String tool, String advice) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        String reason = "The model of the commit protocol is not checked: " + tool + " is not on the PATH (Debian and Ubuntu: "
                + advice + ")";
        if (!there) {
            System.out.println(reason);
        }
        assumeTrue(there, reason);
    }

    static Stream<Configuration> configurations() {
        return Configuration.all().stream().filter(configuration -> FULL || configuration.set().equals("verify"))
                .filter(configuration -> configuration.name().matches(ONLY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void givesTheVerdictOfTheTable(Configuration configuration) throws IOException, InterruptedException {
        Path out = Path.of("target/model", configuration.name()).toAbsolutePath();

        String verdict = verify(configuration, out);

        System.out.println(configuration.name() + ": " + verdict.strip());
        assertThat(verdict).as("%s %s, the counterexample:%n%s", configuration.file(), configuration.flags(), story(out))
                .startsWith(configuration.expected() + " ");
    }

    private static String verify(Configuration configuration, Path out) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./verify.sh", out.toString(), configuration.file()));
        command.addAll(configuration.flags());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(BOUNDS);
        builder.environment().put("MODEL_OPTIMIZE", configuration.expected().equals("HOLDS") ? "-O1" : "-O0");
        Process process = builder.start();
        String verdict = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return verdict;
    }

    private static String story(Path out) {
        Path story = out.resolve("story.txt");
        return Files.exists(story) ? Configuration.read(story) : "none";
    }
}
