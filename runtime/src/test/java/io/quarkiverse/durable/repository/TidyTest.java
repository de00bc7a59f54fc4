package io.quarkiverse.durable.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This repository is tidy; and each rule is shown to see what it is for. */
class TidyTest {

    @Nested
    class ThisRepository {

        private final Tidy tidy = new Tidy(RepositoryFiles.ofThisRepository());

        @Test
        void hasNoMethodOverTheLimit() {
            assertThat(tidy.longMethods()).isEmpty();
        }

        @Test
        void hasNoFileOverTheLimit() {
            assertThat(tidy.longFiles()).isEmpty();
        }

        @Test
        void hasNoLeftovers() {
            assertThat(tidy.leftovers()).isEmpty();
        }

        @Test
        void namesNoMachineAndNoRegistry() {
            assertThat(tidy.machineSpecifics()).isEmpty();
        }

        @Test
        void checksEachPackageForNulls() {
            assertThat(tidy.packagesNotNullMarked()).isEmpty();
        }

        @Test
        void hasNoDeadLinks() {
            assertThat(tidy.deadMarkdownLinks()).isEmpty();
            assertThat(tidy.deadAntoraLinks()).isEmpty();
        }

        @Test
        void explainsEachMessage() {
            assertThat(tidy.undocumentedMessages()).isEmpty();
        }

        @Test
        void namesEachPageInTheNavigation() {
            assertThat(tidy.pagesOutsideOfNavigation()).isEmpty();
        }

        @Test
        void isBuiltByMavenOnly() {
            assertThat(tidy.otherBuilds()).isEmpty();
        }

        @Test
        void hasTheTwoCommandsAndCiRunsTheTest() {
            assertThat(tidy.commands()).isEmpty();
        }
    }

    @Nested
    class ARule {

        @TempDir
        Path root;

        @Test
        void seesAMethodOverTheLimitInProductionCodeOnly() {
            String body = "class A { void fits() {\n" + "\n".repeat(58) + "}\n @Override\n public void over() {\n"
                    + "\n".repeat(58) + "} }";
            write("runtime/src/main/java/A.java", body);
            write("runtime/src/test/java/A.java", body);

            assertThat(tidy().longMethods()).singleElement().asString()
                    .contains("runtime/src/main/java/A.java").contains("over has 61 lines");
        }

        @Test
        void seesAFileOverTheLimit() {
            write("a/Fits.java", "\n".repeat(500));
            write("a/Over.java", "\n".repeat(501));

            assertThat(tidy().longFiles()).singleElement().asString().contains("a/Over.java has 501 lines");
        }

        @Test
        void seesALeftoverUnlessItNamesAnIssue() {
            write("A.java", "// T" + "ODO later\n// T" + "ODO (#12) later\n// F" + "IXME: this\n");
            write("B.java", "e.print" + "StackTrace();");
            write("C.md", "no T" + "ODO is left");

            assertThat(tidy().leftovers()).hasSize(3).anyMatch(c -> c.startsWith("A.java:1:"))
                    .anyMatch(c -> c.startsWith("A.java:3:")).anyMatch(c -> c.startsWith("B.java:1:"));
        }

        @Test
        void seesPathsOfOneMachineAndHostsOfRegistries() {
            write("a.properties", "dir=/ho" + "me/someone/log");
            write("b.xml", "<url>https://repo1.mav" + "en.org/maven2</url>");
            write("c.yml", "image: quay" + ".io/x/y");
            write("d.adoc", "https://example.org/home/page and /var/lib/log and C:" + "\\Users\\x");
            write("e.md", "https://example.org/work/x");

            assertThat(tidy().machineSpecifics()).hasSize(4).anyMatch(c -> c.startsWith("a.properties"))
                    .anyMatch(c -> c.startsWith("b.xml")).anyMatch(c -> c.startsWith("c.yml"))
                    .anyMatch(c -> c.startsWith("d.adoc"));
        }

        @Test
        void seesAPackageWithoutNullMarked() {
            write("runtime/src/main/java/a/package-info.java", "@NullMarked package a;");
            write("runtime/src/main/java/b/package-info.java", "package b;");
            write("runtime/src/main/java/c/C.java", "package c; class C { }");

            assertThat(tidy().packagesNotNullMarked()).hasSize(2).anyMatch(c -> c.contains("java/b:"))
                    .anyMatch(c -> c.contains("java/c:"));
        }

        @Test
        void seesDeadLinksInMarkdown() {
            write("A.md", "[there](docs/b.md#x) [gone](docs/gone.md) [web](https://example.org/x.md) [here](#here)\n"
                    + "`[code](nowhere)`\n```\n[block](nowhere)\n```\n");
            write("docs/b.md", "[up](../A.md)");

            assertThat(tidy().deadMarkdownLinks()).containsExactly("A.md: dead link to docs/gone.md");
        }

        @Test
        void seesDeadXrefsIncludesAndMissingSections() {
            write("docs/modules/ROOT/nav.adoc", "* xref:a.adoc[]\n* xref:gone.adoc[]");
            write("docs/modules/ROOT/pages/a.adoc", "[#here]\n== Here\nxref:adr/1.adoc[] xref:#here[] xref:#nowhere[]\n"
                    + "include::example$there.sql[]\ninclude::example$gone.sql[]\ninclude::later.adoc[opts=optional]\n");
            write("docs/modules/ROOT/pages/adr/1.adoc", "xref:a.adoc#here[up] xref:a.adoc#not[up]");
            write("docs/modules/ROOT/examples/there.sql", "select 1");

            assertThat(tidy().deadAntoraLinks()).hasSize(4).anyMatch(c -> c.contains("nav.adoc: dead xref to gone.adoc"))
                    .anyMatch(c -> c.contains("dead include of example$gone.sql")).anyMatch(c -> c.contains("id nowhere"))
                    .anyMatch(c -> c.contains("adr/1.adoc") && c.contains("id not"));
        }

        @Test
        void seesAMessageThatIsNotExplainedAndOneThatIsNotUsed() {
            write("runtime/src/main/java/A.java", "throw new DurableException(\"DURABLE-0101\", \"DURABLE-0102: x\");");
            write("runtime/src/main/java/B.java", "@Message(id = 7, value = \"x\") @Message(id = 410, value = \"y\")");
            write("docs/modules/ROOT/pages/messages.adoc", "| `DURABLE-0101` | a\n| `DURABLE-0410` | b\n| `DURABLE-0999` | c");

            assertThat(tidy().undocumentedMessages()).containsExactly("messages.adoc does not explain DURABLE-0007",
                    "messages.adoc does not explain DURABLE-0102", "messages.adoc explains DURABLE-0999, which no code uses");
        }

        @Test
        void seesAPageThatTheNavigationDoesNotName() {
            write("docs/modules/ROOT/nav.adoc", "* xref:a.adoc[A]");
            write("docs/modules/ROOT/pages/a.adoc", "");
            write("docs/modules/ROOT/pages/adr/b.adoc", "");
            write("docs/modules/ROOT/pages/includes/made.adoc", "");

            assertThat(tidy().pagesOutsideOfNavigation()).containsExactly("nav.adoc does not name adr/b.adoc");
        }

        @Test
        void seesAnotherBuildTool() {
            write("justfile", "test:\n");

            assertThat(tidy().otherBuilds()).containsExactly("justfile: the build is Maven's; remove it");
        }

        @Test
        void acceptsOneCommandInEachSectionOfReadmeAndTheTestCommandInCi() {
            write("README.md", readme("```\nmvn run\n```", "```shell\nmvn verify\n```"));
            write(".ci/run", "#!/bin/bash\nmvn verify -B\n");

            assertThat(tidy().commands()).isEmpty();
        }

        @Test
        void seesAMissingCommandTwoCommandsAndAnotherCommandInCi() {
            write("README.md", readme("```\nmvn run\nmvn walk\n```", "```\nmvn verify\n```"));
            write(".ci/run", "# mvn verify\nmvn test\n");
            assertThat(tidy().commands()).hasSize(2).anyMatch(c -> c.contains("'Run it'")).anyMatch(c -> c.contains(".ci/run"));

            write("README.md", "# A\n\n## Run it\n\n```\na\n```\n\n```\nb\n```\n");
            assertThat(tidy().commands()).hasSize(2).anyMatch(c -> c.contains("'Run it'"))
                    .anyMatch(c -> c.contains("no section '## Test it'"));
        }

        @Test
        void doesNotLookAtWhatABuildLeavesBehind() {
            write("runtime/target/A.java", "\n".repeat(501));
            write("runtime/B.java", "");

            assertThat(RepositoryFiles.below(root).files()).isEqualTo(List.of(root.resolve("runtime/B.java")));
        }

        private Tidy tidy() {
            return new Tidy(RepositoryFiles.below(root));
        }

        private void write(String file, String text) {
            try {
                Path path = root.resolve(file);
                Files.createDirectories(path.getParent());
                Files.writeString(path, text);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static String readme(String run, String test) {
            return "# A\n\n## Run it\n\n" + run + "\n\n## Test it\n\nAll of it:\n\n" + test + "\n\n## More\n\n```\nc\nd\n```\n";
        }
    }
}
