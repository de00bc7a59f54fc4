package io.quarkiverse.durable.torture.oracle;

import java.util.ArrayList;
import java.util.List;

/** What is wrong: a sentence for each thing; and what is only counted. */
public final class Findings {

    private static final int NAMED_MAX = 5;

    private final List<String> lost = new ArrayList<>();
    private final List<String> phantom = new ArrayList<>();
    private final List<String> outOfOrder = new ArrayList<>();
    private final List<String> wrongSum = new ArrayList<>();
    private long duplicates;

    void lost(String sentence) {
        lost.add(sentence);
    }

    void phantom(String sentence) {
        phantom.add(sentence);
    }

    void outOfOrder(String sentence) {
        outOfOrder.add(sentence);
    }

    void wrongSum(String sentence) {
        wrongSum.add(sentence);
    }

    void duplicate() {
        duplicates++;
    }

    /** Committed or acknowledged, and missing in the events or in the database. */
    public List<String> lost() {
        return lost;
    }

    /** In the events, and not as such committed in the database. */
    public List<String> phantom() {
        return phantom;
    }

    /** Not in the order in which the database committed it. */
    public List<String> outOfOrder() {
        return outOfOrder;
    }

    /** Money that came from nowhere or went there. */
    public List<String> wrongSum() {
        return wrongSum;
    }

    public long duplicates() {
        return duplicates;
    }

    public boolean isClean() {
        return lost.isEmpty() && phantom.isEmpty() && outOfOrder.isEmpty() && wrongSum.isEmpty();
    }

    /** The figures, as in the last line of a run, and the first few sentences of each kind. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(figures());
        for (List<String> wrong : List.of(lost, phantom, outOfOrder, wrongSum)) {
            wrong.stream().limit(NAMED_MAX).forEach(sentence -> text.append("\n  ").append(sentence));
        }
        return text.toString();
    }

    public String figures() {
        return "duplicates=" + duplicates + " lost=" + lost.size() + " phantom=" + phantom.size() + " out_of_order="
                + outOfOrder.size() + " wrong_sum=" + wrongSum.size();
    }
}
