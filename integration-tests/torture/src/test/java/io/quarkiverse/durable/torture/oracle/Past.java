package io.quarkiverse.durable.torture.oracle;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What is left of evidence that was judged and found clean, so that a long run needs no more memory than a short one.
 *
 * @param rows as they were then
 * @param tokens of the last change of each row
 * @param transactions of each log, whose events had all come
 */
public record Past(Map<Long, RowState> rows, Map<Long, Long> tokens, Map<String, BitSet> transactions) {

    public static final Past NONE = new Past(Map.of(), Map.of(), Map.of());

    /** The past of what comes after {@code evidence}. */
    public static Past after(Evidence evidence) {
        Map<Long, Long> tokens = new HashMap<>(evidence.past().tokens());
        Map<String, BitSet> transactions = new HashMap<>();
        evidence.past().transactions().forEach((log, known) -> transactions.put(log, (BitSet) known.clone()));
        for (Received each : evidence.received()) {
            transactions.computeIfAbsent(each.log(), any -> new BitSet()).set(Math.toIntExact(each.transaction()));
            if (each.change() != null) {
                tokens.merge(each.change().row(), each.token(), Math::max);
            }
        }
        return new Past(Map.copyOf(evidence.rows()), tokens, transactions);
    }

    boolean knows(Received each) {
        BitSet known = transactions.get(each.log());
        return known != null && known.get(Math.toIntExact(each.transaction()));
    }
}
