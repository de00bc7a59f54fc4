package io.quarkiverse.durable.quickstart.demo;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.quarkiverse.durable.quickstart.demo.Evidence.Committed;
import io.quarkiverse.durable.quickstart.demo.Evidence.Received;

/** What came out. */
record Result(int kills, Ledger ledger, Evidence evidence, Comparison comparison) {

    private static final int EXAMPLES_MAX = 3;

    /** Nothing lost, no phantom, order kept, and the database has all that a client was told it has. */
    boolean isClean() {
        return comparison.lost().isEmpty() && comparison.phantoms().isEmpty() && comparison.outOfOrder() == 0
                && comparison.differing() == 0 && forgotten() == 0;
    }

    private Set<String> requests() {
        Set<String> requests = new HashSet<>();
        evidence.committed().stream().map(Committed::request).forEach(requests::add);
        return requests;
    }

    /** Requests that a client was told were done, and that the database knows nothing of. */
    private int forgotten() {
        Set<String> requests = ledger.confirmed();
        requests.removeAll(requests());
        return requests.size();
    }

    private int published() {
        return evidence.received().size() - comparison.duplicates();
    }

    void print(PrintStream out) {
        Set<String> requests = requests();
        long publishedTransactions = evidence.received().stream().map(Received::transaction).distinct().count();
        long unansweredCommitted = ledger.unanswered().stream().filter(requests::contains).count();
        out.println();
        out.println("                                      transactions     events");
        row(out, "committed, says the database", requests.size(), evidence.committed().size());
        row(out, "rolled back", ledger.refusedCount(), -1);
        row(out, "published, says the consumer", (int) publishedTransactions, published());
        row(out, "duplicates", -1, comparison.duplicates());
        row(out, "lost", -1, comparison.lost().size());
        row(out, "phantom", -1, comparison.phantoms().size());
        row(out, "out of order", -1, comparison.outOfOrder());
        row(out, "in doubt at a start, resolved", evidence.resolved().committed() + evidence.resolved().rolledBack(), -1);
        row(out, "  of these committed", evidence.resolved().committed(), -1);
        row(out, "cut off by a kill, no answer", ledger.unanswered().size(), -1);
        row(out, "  of these committed", (int) unansweredCommitted, -1);
        row(out, "confirmed and not in the database", forgotten(), -1);
        row(out, "orders other than their events say", comparison.differing(), -1);
        if (ledger.errorCount() > 0) {
            row(out, "answered with an error", ledger.errorCount(), -1);
            out.println("  the first: " + ledger.firstError());
        }
        examples(out, "Lost", comparison.lost());
        examples(out, "Phantom", comparison.phantoms());
        out.println();
        out.println("kills=" + kills + " committed=" + evidence.committed().size() + " published=" + published()
                + " duplicates="
                + comparison.duplicates() + " lost=" + comparison.lost().size() + " phantom=" + comparison.phantoms().size());
    }

    /** A negative figure is none. */
    private static void row(PrintStream out, String what, int transactions, int events) {
        out.println(String.format(Locale.ROOT, "%-36s %13s %10s", what, transactions < 0 ? "" : transactions,
                events < 0 ? "" : events).stripTrailing());
    }

    private static void examples(PrintStream out, String what, List<?> all) {
        all.stream().limit(EXAMPLES_MAX).forEach(each -> out.println("  " + what + ", for example: " + each));
    }
}
