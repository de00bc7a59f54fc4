package io.quarkiverse.durable.repository;

import static io.quarkiverse.durable.repository.RepositoryFiles.slashed;
import static io.quarkiverse.durable.repository.RepositoryFiles.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a tidy repository looks like. Each rule answers with complaints: where, what, and what to do. */
final class Tidy {

    static final int METHOD_LINES_MAX = 60;
    static final int FILE_LINES_MAX = 500;

    private static final Pattern LEFTOVER = Pattern.compile("\\b(T" + "ODO|F" + "IXME|X" + "XX)\\b(?!\\s*\\(?#\\d+)");
    private static final Pattern STACK_TRACE = Pattern.compile("\\.print" + "StackTrace\\(");
    private static final Pattern MACHINE_PATH = Pattern.compile(
            "(?<![\\w./$}-])/(home|root|Users|work)/[\\w.-]+|\\b[A-Z]:\\\\+Users\\b");
    private static final Pattern REGISTRY = Pattern.compile(
            "\\b(repo1?\\.maven\\.(org|apache\\.org)|registry\\.npmjs\\.org|[\\w-]+\\.jfrog\\.io|(docker|quay|ghcr)\\.io/"
                    + "|artifactory\\.[\\w-]+|nexus\\.[\\w-]+\\.)");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern XREF = Pattern.compile("xref:([^\\[\\s]+)\\[");
    private static final Pattern INCLUDE = Pattern.compile("^include::([^\\[\\s]+)\\[([^\\]]*)\\]", Pattern.MULTILINE);
    private static final Pattern FENCED = Pattern.compile("^```\\w*\\n(.*?)^```\\s*$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final List<String> OTHER_BUILDS = List.of("justfile", "Justfile", "Makefile", "makefile", "mvnw", "gradlew",
            "build.gradle");

    private static final Pattern MESSAGE_ID = Pattern.compile("\"DURABLE-(\\d{4})|@Message\\(id = (\\d+)");
    private static final Pattern DOCUMENTED_ID = Pattern.compile("^\\| `DURABLE-(\\d{4})`", Pattern.MULTILINE);
    private static final String ANTORA = "docs/modules/ROOT/";

    private final RepositoryFiles repository;

    Tidy(RepositoryFiles repository) {
        this.repository = repository;
    }

    List<String> longMethods() {
        Map<String, String> production = new LinkedHashMap<>();
        repository.ending(".java").stream().filter(Tidy::isProduction)
                .forEach(file -> production.put(repository.relative(file), text(file)));
        return JavaLengths.of(production).stream().filter(m -> m.lines() > METHOD_LINES_MAX).map(m -> m.file() + ": method "
                + m.name() + " has " + m.lines() + " lines, " + METHOD_LINES_MAX + " are allowed; split it").toList();
    }

    List<String> longFiles() {
        List<String> complaints = new ArrayList<>();
        for (Path file : repository.ending(".java")) {
            long lines = text(file).lines().count();
            if (lines > FILE_LINES_MAX) {
                complaints.add(repository.relative(file) + " has " + lines + " lines, " + FILE_LINES_MAX
                        + " are allowed; split it");
            }
        }
        return complaints;
    }

    /** In code and configuration; prose may speak of them. */
    List<String> leftovers() {
        List<Path> code = repository.files().stream().filter(f -> !isProse(f)).toList();
        List<String> complaints = find(code, LEFTOVER, "name the issue as (#12), or do it");
        complaints.addAll(find(repository.ending(".java"), STACK_TRACE, "log it or throw it"));
        return complaints;
    }

    List<String> machineSpecifics() {
        List<String> complaints = find(repository.files(), MACHINE_PATH, "say it without a path of one machine");
        complaints.addAll(find(repository.files(), REGISTRY, "which registry is used is a matter of the user's settings"));
        return complaints;
    }

    /** NullAway looks only at packages that say so. */
    List<String> packagesNotNullMarked() {
        TreeSet<Path> packages = new TreeSet<>();
        repository.ending(".java").stream().filter(Tidy::isProduction)
                .filter(f -> repository.relative(f).startsWith("runtime/")).forEach(f -> packages.add(f.getParent()));
        return packages.stream().filter(p -> !Files.exists(p.resolve("package-info.java"))
                || !text(p.resolve("package-info.java")).contains("@NullMarked"))
                .map(p -> repository.relative(p) + ": add package-info.java with @NullMarked").toList();
    }

    List<String> deadMarkdownLinks() {
        List<String> complaints = new ArrayList<>();
        for (Path file : repository.ending(".md")) {
            Matcher link = MARKDOWN_LINK.matcher(withoutCode(text(file)));
            while (link.find()) {
                String target = link.group(1).replaceAll("#.*$", "");
                boolean elsewhere = target.isEmpty() || target.contains(":");
                if (!elsewhere && !Files.exists(file.resolveSibling(target))) {
                    complaints.add(repository.relative(file) + ": dead link to " + target);
                }
            }
        }
        return complaints;
    }

    /** As Antora resolves them: xrefs from pages/ of the module, with the explicit id of a section after the hash. */
    List<String> deadAntoraLinks() {
        List<String> complaints = new ArrayList<>();
        for (Path file : repository.ending(".adoc")) {
            Path module = moduleOf(file);
            String page = text(file);
            Matcher xref = XREF.matcher(page);
            while (xref.find()) {
                String[] parts = xref.group(1).split("#", 2);
                Path target = parts[0].isEmpty() ? file : module.resolve("pages").resolve(parts[0].replace("ROOT:", ""));
                if (!Files.exists(target)) {
                    complaints.add(repository.relative(file) + ": dead xref to " + parts[0]);
                } else if (parts.length > 1 && !hasId(text(target), parts[1])) {
                    complaints.add(repository.relative(file) + ": " + repository.relative(target) + " has no section with id "
                            + parts[1] + "; give it one as [#" + parts[1] + "]");
                }
            }
            Matcher include = INCLUDE.matcher(page);
            while (include.find()) {
                String target = include.group(1);
                if (!include.group(2).contains("optional") && !Files.exists(included(file, module, target))) {
                    complaints.add(repository.relative(file) + ": dead include of " + target);
                }
            }
        }
        return complaints;
    }

    /** Every id that code uses is explained, and every id that is explained is used. */
    List<String> undocumentedMessages() {
        TreeSet<String> used = new TreeSet<>();
        repository.ending(".java").stream().filter(Tidy::isProduction).forEach(file -> MESSAGE_ID.matcher(text(file)).results()
                .forEach(id -> used
                        .add(id.group(1) != null ? id.group(1) : "0".repeat(4 - id.group(2).length()) + id.group(2))));
        TreeSet<String> documented = new TreeSet<>();
        DOCUMENTED_ID.matcher(text(repository.root().resolve(ANTORA + "pages/messages.adoc"))).results()
                .forEach(id -> documented.add(id.group(1)));
        List<String> complaints = new ArrayList<>();
        used.stream().filter(id -> !documented.contains(id))
                .forEach(id -> complaints.add("messages.adoc does not explain DURABLE-" + id));
        documented.stream().filter(id -> !used.contains(id))
                .forEach(id -> complaints.add("messages.adoc explains DURABLE-" + id + ", which no code uses"));
        return complaints;
    }

    /** A page that the navigation does not name is not found. */
    List<String> pagesOutsideOfNavigation() {
        Path pages = repository.root().resolve(ANTORA + "pages");
        String navigation = text(repository.root().resolve(ANTORA + "nav.adoc"));
        return repository.ending(".adoc").stream().filter(file -> file.startsWith(pages))
                .map(file -> slashed(pages.relativize(file)))
                .filter(page -> !page.startsWith("includes/") && !navigation.contains("xref:" + page + "["))
                .map(page -> "nav.adoc does not name " + page).toList();
    }

    List<String> otherBuilds() {
        return OTHER_BUILDS.stream().filter(name -> Files.exists(repository.root().resolve(name)))
                .map(name -> name + ": the build is Maven's; remove it").toList();
    }

    /** README's two commands can be found by a program, and CI runs the one that README names. */
    List<String> commands() {
        List<String> complaints = new ArrayList<>();
        String readme = text(repository.root().resolve("README.md"));
        commandOf(readme, "Run it", complaints);
        String test = commandOf(readme, "Test it", complaints);
        String ci = text(repository.root().resolve(".ci/run"));
        if (!test.isEmpty() && ci.lines().filter(line -> !line.startsWith("#")).noneMatch(line -> line.contains(test))) {
            complaints.add(".ci/run does not contain README's test command: " + test);
        }
        return complaints;
    }

    private static String commandOf(String readme, String section, List<String> complaints) {
        Matcher found = Pattern.compile("^## " + section + "\\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(readme);
        if (!found.find()) {
            complaints.add("README.md has no section '## " + section + "'");
            return "";
        }
        List<String> blocks = FENCED.matcher(found.group(1)).results().map(b -> b.group(1).strip()).toList();
        if (blocks.size() != 1 || blocks.get(0).lines().count() != 1) {
            complaints.add("README.md, section '" + section + "': one fenced block with one command is expected, not "
                    + blocks);
            return "";
        }
        return blocks.get(0);
    }

    private List<String> find(List<Path> files, Pattern what, String advice) {
        List<String> complaints = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                Matcher hit = what.matcher(lines.get(i));
                if (hit.find()) {
                    complaints.add(repository.relative(file) + ":" + (i + 1) + ": " + hit.group() + ": " + advice);
                }
            }
        }
        return complaints;
    }

    private static Path moduleOf(Path file) {
        for (Path up = file.getParent(); up != null; up = up.getParent()) {
            if (up.getParent() != null && up.getParent().endsWith("modules")) {
                return up;
            }
        }
        return file.getParent();
    }

    private static Path included(Path file, Path module, String target) {
        if (target.startsWith("example$")) {
            return module.resolve("examples").resolve(target.substring("example$".length()));
        }
        if (target.startsWith("partial$")) {
            return module.resolve("partials").resolve(target.substring("partial$".length()));
        }
        return file.resolveSibling(target);
    }

    /** The ids of the generated reference are in a file that is made by the build. */
    private static boolean hasId(String page, String id) {
        return id.startsWith("quarkus-durable_") || page.contains("[[" + id + "]]") || page.contains("[#" + id + "]");
    }

    private static String withoutCode(String markdown) {
        return FENCED.matcher(markdown).replaceAll("").replaceAll("`[^`\\n]*`", "");
    }

    private static boolean isProduction(Path file) {
        return slashed(file).contains("/src/main/");
    }

    private static boolean isProse(Path file) {
        return file.toString().endsWith(".md") || file.toString().endsWith(".adoc");
    }
}
