package io.quarkiverse.durable.benchmark.wal;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkiverse.durable.benchmark.Folder;
import io.quarkiverse.durable.benchmark.Machine;
import io.quarkiverse.durable.benchmark.Settings;

/** Measures the log against the device and a peer; started by {@code BenchmarkMain} or directly. */
public final class WalBenchmark {

    private static final String REPLAY = "replay";
    private static final int CALIBRATION_MILLIS = 600;

    private final Settings settings;
    private final Path target;
    private final Path directory;
    private final List<String> facts = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();

    private WalBenchmark(Settings settings, Path target) {
        this.settings = settings;
        this.target = target;
        this.directory = target.resolve("benchmark-wal");
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("benchmark", Settings.WAL);
        run(Settings.ofSystemProperties());
    }

    public static void run(Settings settings) throws Exception {
        settings.refuseOther(names());
        new WalBenchmark(settings, buildDirectory()).run();
    }

    private static Path buildDirectory() throws Exception {
        return Path.of(WalBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
    }

    private void run() throws Exception {
        fact(Machine.describe(target));
        fact("load average before: " + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        fact("JVMs: one for each contender, with -Xmx" + settings.heap());
        Folder.delete(directory);
        try {
            Plan plan = new Plan(kinds(), settings.threadCounts(), settings.seconds() * 1000);
            for (Kind kind : plan.kinds()) {
                start(kind.process());
            }
            warmUp(plan);
            Results results = measure(plan, bestForms(plan));
            Map<String, List<String>> allocation = allocation(plan);
            closeWorkers();
            List<Replay.Result> replays = settings.selects(REPLAY)
                    ? new Replay(directory, settings.rounds(), WalBenchmark::say).run()
                    : List.of();
            report(new WalReport(settings, facts, results, allocation, replays));
        } finally {
            closeWorkers();
            Folder.delete(directory);
        }
    }

    private void report(WalReport report) throws IOException {
        Path page = target.resolve("benchmark-wal-results.adoc");
        Files.writeString(page, report.asciidoc());
        say(report.asciidoc());
        report.ratioLines().forEach(WalBenchmark::say);
        say("The tables for the documentation are in " + page);
        Path libraries = target.resolve("benchmark-libraries");
        Files.writeString(libraries, libraries());
        say("To run it again without a build: java -classpath " + classes() + ":$(cat " + libraries + ")"
                + " -Dbenchmark.only=raw,wal " + WalBenchmark.class.getName());
    }

    /** What is not built here. */
    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("target")).collect(Collectors.joining(File.pathSeparator));
    }

    private String classes() {
        Path module = target.getParent();
        Path repository = module.getParent().getParent();
        return Stream.of(target.resolve("test-classes"), target.resolve("classes"),
                repository.resolve("runtime").resolve("target").resolve("classes")).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Set<String> names() {
        return Stream.concat(Stream.of(Kind.values()).map(Kind::toString), Stream.of(REPLAY))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if (settings.selects(kind.toString())) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private void closeWorkers() {
        workers.values().forEach(WorkerProcess::close);
        workers.clear();
    }

    private void start(String process) throws IOException {
        if (!workers.containsKey(process)) {
            Path own = Files.createDirectories(directory.resolve(process));
            WorkerProcess worker = new WorkerProcess(process, own, jvmArguments(process),
                    this::heard);
            workers.put(process, worker);
            if (!facts.contains(worker.description())) {
                fact(worker.description());
            }
        }
    }

    private List<String> jvmArguments(String process) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xms" + settings.heap(), "-Xmx" + settings.heap()));
        if (process.equals(Kind.ARTEMIS.process())) {
            arguments.addAll(ArtemisJournal.jvmArguments(directory.resolve("native")));
        }
        if (process.equals(Kind.ALLOCATION.process())) {
            arguments.addAll(AllocationProfile.JVM_ARGUMENTS);
            arguments.addAll(ClassHistogram.JVM_ARGUMENTS);
        }
        return arguments;
    }

    /** Each contender is compiled by its own just-in-time compiler before the first round. */
    private void warmUp(Plan plan) throws IOException {
        for (Kind kind : plan.kinds()) {
            List<Task> tasks = plan.only(kind).warmUp();
            for (Task task : tasks) {
                int millis = settings.warmUpSeconds() * 1000 / tasks.size();
                measure(task.lasting(millis));
            }
        }
    }

    /** The peer's best form for each number of threads and payload, by a short measurement of each. */
    private Map<Task, String> bestForms(Plan plan) throws IOException {
        Map<Task, String> best = new HashMap<>();
        if (!plan.kinds().contains(Kind.ARTEMIS)) {
            return best;
        }
        List<String> forms = ArtemisJournal.forms(ArtemisJournal.hasAsyncIo(workers.get(Kind.ARTEMIS.process()).description()));
        for (Task task : plan.only(Kind.ARTEMIS).round(0)) {
            double highest = -1;
            for (String form : forms) {
                double perSecond = measure(task.inForm(form).lasting(CALIBRATION_MILLIS)).perSecond();
                if (perSecond > highest) {
                    highest = perSecond;
                    best.put(task, form);
                }
            }
            fact(String.format(Locale.ROOT, "Artemis journal, %d threads, %d bytes: best of %d forms is %s with %.0f/s",
                    task.threads(), task.bytes(), forms.size(), best.get(task), highest));
        }
        return best;
    }

    private Results measure(Plan plan, Map<Task, String> forms) throws IOException {
        List<Results.Measured> measured = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Task planned : plan.round(round)) {
                Task task = planned.inForm(forms.getOrDefault(planned, planned.form()));
                Outcome outcome = measure(task);
                measured.add(new Results.Measured(round, task, outcome));
                say(String.format(Locale.ROOT, "round %d: %-8s %2d threads, %7d bytes: %9.0f/s, p50 %7.1f µs, p99 %7.1f µs%s",
                        round, task.kind(), task.threads(), task.bytes(), outcome.perSecond(), outcome.get(Outcome.P50),
                        outcome.get(Outcome.P99), details(outcome)));
            }
        }
        return new Results(measured);
    }

    private static String details(Outcome outcome) {
        return Double.isNaN(outcome.get(Outcome.RECORDS_PER_BATCH)) ? ""
                : String.format(Locale.ROOT, ", %.1f records and %.0f bytes/batch, allocated %.0f bytes/append, %.0f by log",
                        outcome.get(Outcome.RECORDS_PER_BATCH), outcome.get(Outcome.BYTES_PER_BATCH),
                        outcome.get(Outcome.ALLOCATED), outcome.get(Outcome.ALLOCATED_BY_LOG));
    }

    private Outcome measure(Task task) throws IOException {
        return workers.get(task.kind().process()).measure(task);
    }

    /** Profiles by what was measured. */
    private Map<String, List<String>> allocation(Plan plan) throws IOException {
        Map<String, List<String>> profiles = new LinkedHashMap<>();
        for (Task task : plan.allocation()) {
            heard.clear();
            measure(task);
            profiles.put("threads: " + task.threads() + ", payload: " + task.bytes() + " bytes", List.copyOf(heard));
        }
        return profiles;
    }

    private void heard(String line) {
        heard.add(line);
    }

    private void fact(String fact) {
        facts.add(fact);
        say(fact);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
