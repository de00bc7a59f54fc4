package io.quarkiverse.durable.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.torture.oracle.Findings;

/** The sums of all rounds of a run. */
final class Tally {

    private final Settings settings;
    private final Map<Fault.Kind, Integer> faults = new EnumMap<>(Fault.Kind.class);
    private final List<Findings> findings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long transactions;
    private long kills;
    private AppOutput said = AppOutput.NOTHING;
    private int refusedStarts;
    private final StringBuilder clients = new StringBuilder();

    Tally(Settings settings) {
        this.settings = settings;
    }

    void struck(Fault fault) {
        faults.merge(fault.kind(), 1, Integer::sum);
    }

    void judged(long committed, Findings found) {
        transactions += committed;
        findings.add(found);
    }

    /** What fails a run although the oracle has nothing to say to it. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    boolean isClean() {
        return problems.isEmpty() && findings.stream().allMatch(Findings::isClean);
    }

    /** When everything has ended. */
    void ended(Stage stage, int databaseKills) {
        kills = databaseKills + stage.instances().stream().mapToInt(Instance::kills).sum();
        refusedStarts = stage.instances().stream().mapToInt(Instance::refusedStarts).sum();
        said = stage.instances().stream().map(Instance::said).reduce(AppOutput.NOTHING, AppOutput::plus);
        for (Clients.Answer answer : Clients.Answer.values()) {
            clients.append(clients.isEmpty() ? "" : ", ").append(stage.clients().count(answer)).append(' ')
                    .append(answer.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    long kills() {
        return kills;
    }

    long transactions() {
        return transactions;
    }

    String report() {
        StringBuilder text = new StringBuilder("Torture of " + settings.length().toSeconds() + " s; repeat with\n  "
                + settings.command() + "\nFaults: " + faults + "\nRequests: " + clients + "\nRounds judged: " + findings.size()
                + "\n" + (settings.power() ? "Starts refused by a full disk: " + refusedStarts + "\n" : ""));
        findings.stream().filter(each -> !each.isClean()).forEach(each -> text.append("WRONG: ").append(each).append('\n'));
        problems.forEach(each -> text.append("PROBLEM: ").append(each).append('\n'));
        return text.append(lastLine()).append('\n').toString();
    }

    String lastLine() {
        return "mode=" + settings.mode() + " seed=" + settings.seed() + " kills=" + kills + " transactions=" + transactions
                + " in_doubt=" + said.inDoubt() + " redone=" + said.redone() + " duplicates="
                + findings.stream().mapToLong(Findings::duplicates).sum() + " lost="
                + findings.stream().mapToInt(each -> each.lost().size()).sum() + " phantom="
                + findings.stream().mapToInt(each -> each.phantom().size()).sum() + " out_of_order="
                + findings.stream().mapToInt(each -> each.outOfOrder().size()).sum() + " wrong_sum="
                + findings.stream().mapToInt(each -> each.wrongSum().size()).sum();
    }
}
