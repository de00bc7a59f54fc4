package io.quarkiverse.durable.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.torture.oracle.Findings;

/** The sums of all rounds of a run. */
final class Tally {

    private final Settings settings;
    /** Of the orders that were to be acknowledged between faults, and of the faults that kill. */
    private static final int TRANSACTIONS_PERCENT_MIN = 5;
    private static final int KILLS_PERCENT_MIN = 50;

    private final Map<Fault.Kind, Integer> faults = new EnumMap<>(Fault.Kind.class);
    private final Map<String, Integer> steps = new TreeMap<>();
    private long plannedOrders;
    private long plannedKills;
    private int missed;
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

    /** @param happened null for nothing */
    void struck(Fault planned, Fault.@Nullable Kind happened) {
        plannedOrders += planned.orders();
        plannedKills += planned.kind().kills() ? 1 : 0;
        if (happened == null) {
            missed++;
            return;
        }
        faults.merge(happened, 1, Integer::sum);
        if (happened == Fault.Kind.KILL_AT_STEP) {
            steps.merge(planned.step().substring(0, planned.step().indexOf(':')), 1, Integer::sum);
        }
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
        refusedStarts = stage.instances().stream().mapToInt(Instance::refusedStarts).sum();
        int inRecovery = stage.instances().stream().mapToInt(Instance::killsInRecovery).sum();
        if (inRecovery > 0) {
            faults.put(Fault.Kind.KILL_IN_RECOVERY, inRecovery);
        }
        for (Clients.Answer answer : Clients.Answer.values()) {
            clients.append(clients.isEmpty() ? "" : ", ").append(stage.clients().count(answer)).append(' ')
                    .append(answer.name().toLowerCase(java.util.Locale.ROOT));
        }
        compareWithPlan(databaseKills + stage.instances().stream().mapToInt(Instance::kills).sum(),
                stage.instances().stream().map(Instance::said).reduce(AppOutput.NOTHING, AppOutput::plus));
    }

    /** A run in which hardly anything happened proves nothing. */
    void compareWithPlan(long confirmedKills, AppOutput output) {
        kills = confirmedKills;
        said = output;
        if (transactions * 100 < plannedOrders * TRANSACTIONS_PERCENT_MIN) {
            problem("Only " + transactions + " transactions, and " + plannedOrders + " orders were planned between the faults");
        }
        if (kills * 100 < plannedKills * KILLS_PERCENT_MIN) {
            problem("Only " + kills + " processes ended by SIGKILL, and " + plannedKills + " faults were to kill");
        }
        if (settings.isStaged() != said.staging() > 0) {
            problem("In " + said.staging() + " processes a commit did not wait for the log, in mode " + settings.mode());
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
                + settings.command() + "\nFaults: " + faults + (missed == 0 ? "" : ", and " + missed + " that hit nobody")
                + "\nKilled at steps: " + steps
                + "\nPlanned: " + plannedKills + " faults that kill, " + plannedOrders + " orders between faults\nRequests: "
                + clients + "\nRounds judged: " + findings.size()
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
