package io.quarkiverse.durable.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Our classes keep the rules of {@link Arrows}; and each rule is tried on a made-up code base that breaks it in every way:
 * each package uses each other one, and each foreign library.
 */
class ArchitectureTest {

    private static final String ROOT = "io.quarkiverse.durable";
    private static final String LIFECYCLE = "runtime.lifecycle";
    private static final Arrows MADE_UP = new Arrows("sample");

    /** A type of each library that only some packages may use, and which these are; null where the engine alone is asked. */
    private static final Map<String, Set<String>> FOREIGN = Map.of(
            "org.hibernate.Session", Set.of("runtime.capture"),
            "jakarta.transaction.Transaction", Set.of("runtime.transaction", LIFECYCLE),
            "io.smallrye.reactive.messaging.MutinyEmitter", Set.of("runtime.publication", LIFECYCLE),
            "org.eclipse.microprofile.reactive.messaging.Message", Set.of("runtime.publication", LIFECYCLE),
            "io.smallrye.mutiny.Uni", Set.of("runtime.publication", "runtime.devui", "runtime.metadata", LIFECYCLE),
            "java.nio.channels.FileChannel", Set.of("wal.storage"),
            "java.io.RandomAccessFile", Set.of("wal.storage"));

    private static final Map<String, String> RULE_OF_FOREIGN = Map.of(
            "org.hibernate.Session", "Hibernate is used in capture only",
            "jakarta.transaction.Transaction", "JTA is used in transaction only",
            "io.smallrye.reactive.messaging.MutinyEmitter", "Reactive Messaging is used in publication only",
            "org.eclipse.microprofile.reactive.messaging.Message", "Reactive Messaging is used in publication only",
            "io.smallrye.mutiny.Uni", "Mutiny is used in publication, devui and metadata only",
            "java.nio.channels.FileChannel", "files are opened in wal.storage only",
            "java.io.RandomAccessFile", "files are opened in wal.storage only");

    @TempDir
    static Path directory;

    private static JavaClasses ours;
    private static JavaClasses everythingUsesEverything;
    private static JavaClasses permittedUsesOnly;

    @BeforeAll
    static void importClasses() {
        ours = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);
        everythingUsesEverything = madeUp("broken", false);
        permittedUsesOnly = madeUp("clean", true);
    }

    @TestFactory
    List<DynamicTest> ourClassesKeepTheRule() {
        return tests(new Arrows(ROOT).all(), (name, rule) -> rule.check(ours));
    }

    @TestFactory
    List<DynamicTest> classesThatUseOnlyWhatTheyMayKeepTheRule() {
        return tests(MADE_UP.all(), (name, rule) -> rule.check(permittedUsesOnly));
    }

    @TestFactory
    List<DynamicTest> theRuleFailsWhereItIsBroken() {
        return tests(MADE_UP.all(),
                (name, rule) -> assertThat(rule.evaluate(everythingUsesEverything).hasViolation()).isTrue());
    }

    @TestFactory
    List<DynamicTest> anArrowRuleReportsEachForbiddenUseAndNoOther() {
        Map<String, ArchRule> rules = MADE_UP.all();
        List<DynamicTest> tests = new ArrayList<>();
        allowed().forEach((from, to) -> tests.add(DynamicTest.dynamicTest("from " + label(from), () -> {
            Set<String> forbidden = new TreeSet<>(packages());
            forbidden.removeAll(to);
            forbidden.remove(from);
            String report = report(rules.get("arrows of " + (from.isEmpty() ? "the public API" : from)));
            assertThat(reported(report, used -> qualified(from, user(used)))).isEqualTo(forbidden);
        })));
        return tests;
    }

    @TestFactory
    List<DynamicTest> aLibraryIsReportedInEachPackageThatMayNotUseItAndNoOther() {
        Map<String, ArchRule> rules = MADE_UP.all();
        List<DynamicTest> tests = new ArrayList<>();
        FOREIGN.forEach((type, users) -> tests.add(DynamicTest.dynamicTest(type, () -> {
            Set<String> forbidden = new TreeSet<>(packages());
            forbidden.removeAll(users);
            String report = report(rules.get(RULE_OF_FOREIGN.get(type)));
            assertThat(reported(report, from -> qualified(from, user(type)))).isEqualTo(forbidden);
        })));
        return tests;
    }

    @Test
    void ourClassesWereFound() {
        assertThat(ours.contain(ROOT + ".Durable")).isTrue();
        assertThat(ours.contain(ArchitectureTest.class)).isFalse();
    }

    private interface Check {
        void check(String name, ArchRule rule);
    }

    private static List<DynamicTest> tests(Map<String, ArchRule> rules, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        rules.forEach((name, rule) -> tests.add(DynamicTest.dynamicTest(name, () -> check.check(name, rule))));
        return tests;
    }

    private static String report(ArchRule rule) {
        return String.join("\n", rule.evaluate(everythingUsesEverything).getFailureReport().getDetails());
    }

    /** The packages for which the report names the made-up class. */
    private static Set<String> reported(String report, UnaryOperator<String> madeUpClass) {
        return packages().stream().filter(p -> report.contains("<" + madeUpClass.apply(p) + "."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** One class for each pair of packages, and for each pair of package and library; all of them, or the permitted ones. */
    private static JavaClasses madeUp(String name, boolean permittedOnly) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String from : packages()) {
            sources.put(qualified(from, "Target"), source(from, "public class Target", ""));
            Set<String> may = LIFECYCLE.equals(from) ? packages() : allowed().get(from);
            packages().stream().filter(to -> !to.equals(from) && (!permittedOnly || may.contains(to))).forEach(to -> sources
                    .put(qualified(from, user(to)), source(from, "class " + user(to), qualified(to, "Target") + " target;")));
            FOREIGN.forEach((type, users) -> {
                if (!permittedOnly || users.contains(from)) {
                    sources.put(qualified(from, user(type)), source(from, "class " + user(type), type + " foreign;"));
                }
            });
        }
        if (permittedOnly) {
            sources.remove(qualified("runtime.config", "Target"));
            sources.remove(qualified(LIFECYCLE, user("runtime.config")));
            sources.keySet().removeIf(type -> type.startsWith(qualified("runtime.config", "")));
        } else {
            sources.put("sample.elsewhere.Lost", "package sample.elsewhere; class Lost {}");
            sources.put("sample.wal.format.Clock", source("wal.format", "class Clock", "java.time.Clock clock;"));
        }
        return new ClassFileImporter().importPath(Compiled.into(directory.resolve(name), sources));
    }

    private static String source(String in, String declaration, String body) {
        return "package " + qualified(in, "").replaceAll("\\.$", "") + "; " + declaration + " { " + body + " }";
    }

    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> all = new LinkedHashMap<>(Arrows.ENGINE);
        all.putAll(Arrows.RUNTIME);
        return all;
    }

    private static Set<String> packages() {
        Set<String> all = new TreeSet<>(allowed().keySet());
        all.add(LIFECYCLE);
        return all;
    }

    private static String qualified(String in, String type) {
        return "sample." + (in.isEmpty() ? "" : in + ".") + type;
    }

    private static String user(String of) {
        return "UserOf_" + label(of).replace('.', '_');
    }

    private static String label(String name) {
        return name.isEmpty() ? "api" : name;
    }
}
