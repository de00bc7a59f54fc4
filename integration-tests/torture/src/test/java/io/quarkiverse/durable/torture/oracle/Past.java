package io.quarkiverse.durable.torture.oracle;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is left of evidence that was judged and found clean. Of each event that is no more than its digest, so that a long run
 * needs little more memory than a short one.
 *
 * @param rows as they were then
 * @param tokens of the last change of each row
 * @param digests of all events, by their ids
 * @param last events of each stream, in the order of the database and of arrival
 */
public record Past(Map<Long, RowState> rows, Map<Long, Long> tokens, Map<String, Long> digests, Map<String, Received> last) {

    public static final Past NONE = new Past(Map.of(), Map.of(), Map.of(), Map.of());

    /** The past of what comes after {@code evidence}. */
    public static Past after(Evidence evidence) {
        Past before = evidence.past();
        Map<Long, Long> tokens = new HashMap<>(before.tokens());
        Map<String, Long> digests = new HashMap<>(before.digests());
        Map<String, Received> last = new HashMap<>(before.last());
        for (Received each : evidence.received()) {
            if (digests.putIfAbsent(each.id(), each.digest()) == null) {
                last.put(each.stream(), each);
            }
            if (each.change() != null) {
                tokens.merge(each.change().row(), each.token(), Math::max);
            }
        }
        return new Past(Map.copyOf(evidence.rows()), tokens, digests, last);
    }

    /** Of the same event in an earlier round; null if it did not come then. */
    @Nullable
    Long digest(Received event) {
        return digests.get(event.id());
    }
}
