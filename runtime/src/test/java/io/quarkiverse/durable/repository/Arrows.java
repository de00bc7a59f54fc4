package io.quarkiverse.durable.repository;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * The packages of ARCHITECTURE.md and the arrows between them as rules, for any root package, so that the rules can be tried
 * on classes that break them. A package that does not exist yet breaks nothing.
 */
final class Arrows {

    /** Below the root package; "" is the root itself. What each package may use of ours, besides itself. */
    static final Map<String, Set<String>> ENGINE = Map.ofEntries(
            Map.entry("wal", Set.of()),
            Map.entry("wal.storage", Set.of("wal")),
            Map.entry("wal.format", Set.of("wal")),
            Map.entry("wal.crypto", Set.of("wal", "wal.format")),
            Map.entry("wal.segment", Set.of("wal", "wal.format", "wal.storage", "wal.crypto")),
            Map.entry("wal.catalog", Set.of("wal", "wal.segment", "wal.storage", "wal.format", "wal.crypto")),
            Map.entry("wal.commit", Set.of("wal", "wal.format", "wal.segment", "wal.catalog")),
            Map.entry("wal.checkpoint", Set.of("wal", "wal.storage", "wal.format")),
            Map.entry("wal.engine", Set.of("wal", "wal.storage", "wal.format", "wal.crypto", "wal.segment", "wal.catalog",
                    "wal.commit", "wal.checkpoint")));

    static final Map<String, Set<String>> RUNTIME = Map.ofEntries(
            Map.entry("", Set.of("wal")),
            Map.entry("spi", Set.of("", "wal")),
            Map.entry("runtime.journal", Set.of("", "spi", "wal")),
            Map.entry("runtime.config", Set.of("", "wal")),
            Map.entry("runtime.keys", Set.of("", "spi", "wal")),
            Map.entry("runtime.observe", Set.of("", "spi", "wal", "runtime.journal")),
            Map.entry("runtime.metadata", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe")),
            Map.entry("runtime.devui", Set.of("", "spi", "wal", "runtime.journal")),
            Map.entry("runtime.jdbc", Set.of("", "spi", "wal")),
            Map.entry("runtime.schema", Set.of()),
            Map.entry("runtime.spool", Set.of("", "wal")),
            Map.entry("runtime.capture", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe", "runtime.jdbc",
                    "runtime.schema", "runtime.spool")),
            Map.entry("runtime.slot", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe")),
            Map.entry("runtime.transaction", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe", "runtime.capture",
                    "runtime.slot")),
            Map.entry("runtime.recovery", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe", "runtime.slot")),
            Map.entry("runtime.publication", Set.of("", "spi", "wal", "runtime.journal", "runtime.observe")));

    private static final String REASON = "ARCHITECTURE.md says so; change it there first, with the reason";

    private final String root;

    Arrows(String root) {
        this.root = root;
    }

    /** All rules by name; the name is a sentence. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        ENGINE.forEach((from, to) -> rules.put("arrows of " + from, onlyUses(from, to)));
        RUNTIME.forEach((from, to) -> rules.put("arrows of " + (from.isEmpty() ? "the public API" : from), onlyUses(from, to)));
        rules.put("every package is on the map", everyPackageIsOnTheMap());
        rules.put("the engine knows the JDK only", engineKnowsTheJdkOnly());
        rules.put("files are opened in wal.storage only", filesInStorageOnly());
        rules.put("wal.format knows no files, threads or clocks", formatIsPure());
        rules.put("Hibernate is used in capture only", soleUser("runtime.capture", "org.hibernate.."));
        rules.put("JTA is used in transaction only", soleUserAndWiring("runtime.transaction", "jakarta.transaction.."));
        rules.put("Reactive Messaging is used in publication only", soleUserAndWiring("runtime.publication",
                "io.smallrye.reactive.messaging..", "org.eclipse.microprofile.reactive.messaging.."));
        rules.put("Mutiny is used in publication, devui and metadata only", mutinyInThreePackages());
        rules.put("nobody uses lifecycle", nobodyUsesLifecycle());
        rules.put("config holds config mappings only", configHoldsMappingsOnly());
        rules.put("the runtime is free of cycles", freeOfCycles("runtime"));
        rules.put("the engine is free of cycles", freeOfCycles("wal"));
        return rules;
    }

    private ArchRule onlyUses(String from, Set<String> to) {
        List<String> allowed = new ArrayList<>(List.of(name(from)));
        to.forEach(p -> allowed.add(name(p)));
        return rule(noClasses().that().resideInAPackage(name(from)).should().dependOnClassesThat(
                resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new))))
                        .as("are ours and outside of %s", new TreeSet<>(allowed))));
    }

    private ArchRule everyPackageIsOnTheMap() {
        Set<String> known = new TreeSet<>();
        ENGINE.keySet().forEach(p -> known.add(name(p)));
        RUNTIME.keySet().forEach(p -> known.add(name(p)));
        known.add(name("runtime.lifecycle"));
        return rule(classes().that().resideInAPackage(root + "..").should()
                .resideInAnyPackage(known.toArray(String[]::new)));
    }

    private ArchRule engineKnowsTheJdkOnly() {
        return rule(classes().that().resideInAPackage(name("wal") + "..").should().onlyDependOnClassesThat(
                resideInAnyPackage("java..", "javax.crypto..", "com.sun.nio.file..", "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..", name("wal") + "..")));
    }

    private ArchRule filesInStorageOnly() {
        return rule(noClasses().that().resideInAPackage(root + "..").and().resideOutsideOfPackage(name("wal.storage"))
                .should().dependOnClassesThat(named("java.nio.channels.FileChannel", "java.nio.channels.FileLock",
                        "java.nio.channels.AsynchronousFileChannel", "java.io.RandomAccessFile", "java.io.FileOutputStream",
                        "java.io.FileInputStream")));
    }

    private ArchRule formatIsPure() {
        return rule(noClasses().that().resideInAPackage(name("wal.format")).should().dependOnClassesThat(
                resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.util.concurrent..", "java.time..")
                        .and(not(named("java.nio.file.Path"))) // the name of a file in a message is no file
                        .or(named("java.lang.Thread", "java.lang.System", "java.io.File"))));
    }

    private ArchRule soleUser(String user, String... foreign) {
        return rule(noClasses().that().resideInAPackage(root + "..").and().resideOutsideOfPackage(name(user))
                .should().dependOnClassesThat().resideInAnyPackage(foreign));
    }

    private ArchRule soleUserAndWiring(String user, String... foreign) {
        return rule(noClasses().that().resideInAPackage(root + "..").and()
                .resideOutsideOfPackages(name(user), name("runtime.lifecycle"))
                .should().dependOnClassesThat().resideInAnyPackage(foreign));
    }

    private ArchRule mutinyInThreePackages() {
        return rule(noClasses().that().resideInAPackage(root + "..").and().resideOutsideOfPackages(
                name("runtime.publication"), name("runtime.devui"), name("runtime.metadata"), name("runtime.lifecycle"))
                .should().dependOnClassesThat().resideInAnyPackage("io.smallrye.mutiny.."));
    }

    private ArchRule nobodyUsesLifecycle() {
        return rule(noClasses().that().resideInAPackage(root + "..").and()
                .resideOutsideOfPackage(name("runtime.lifecycle"))
                .should().dependOnClassesThat().resideInAPackage(name("runtime.lifecycle") + ".."));
    }

    private ArchRule configHoldsMappingsOnly() {
        return rule(classes().that().resideInAPackage(name("runtime.config")).should(beConfigMappings()));
    }

    private ArchRule freeOfCycles(String part) {
        return slices().matching(name(part) + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true).because(REASON);
    }

    private String name(String below) {
        return below.isEmpty() ? root : root + "." + below;
    }

    private static ArchRule rule(ArchRule bare) {
        return bare.allowEmptyShould(true).because(REASON);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> wanted = Set.of(names);
        return DescribedPredicate.describe("are one of " + new TreeSet<>(wanted), c -> wanted.contains(c.getName()));
    }

    /** Top-level types carry @ConfigMapping or @ConfigGroup; nested ones are groups or the enums of values. */
    private static ArchCondition<JavaClass> beConfigMappings() {
        return new ArchCondition<>("be @ConfigMapping or @ConfigGroup interfaces, their nested groups or their enums") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean packageInfo = type.getSimpleName().equals("package-info");
                boolean nested = type.getEnclosingClass().isPresent();
                boolean mapping = type.isInterface() && (nested || type.isAnnotatedWith("io.smallrye.config.ConfigMapping")
                        || type.isAnnotatedWith("io.quarkus.runtime.annotations.ConfigGroup"));
                if (!packageInfo && !mapping && !(nested && type.isEnum())) {
                    events.add(SimpleConditionEvent.violated(type, type.getName()
                            + " is neither a @ConfigMapping or @ConfigGroup interface nor nested in one as a group or an enum"));
                }
            }
        };
    }
}
