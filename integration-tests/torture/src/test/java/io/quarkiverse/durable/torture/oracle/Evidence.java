package io.quarkiverse.durable.torture.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known when nothing moves any more.
 *
 * @param past what was judged before
 * @param committed markers of all transactions that the database committed since, with the number of their events
 * @param rows of the database
 * @param received everything, of one log in the order in which it came
 * @param acknowledged markers of transactions that clients were told were committed
 * @param refused markers of transactions of which the client itself had ordered that they fail
 * @param money that there is: what the founding transaction brought
 */
public record Evidence(Past past, Map<String, Integer> committed, Map<Long, RowState> rows, List<Received> received,
        Set<String> acknowledged, Set<String> refused, long money) {
}
