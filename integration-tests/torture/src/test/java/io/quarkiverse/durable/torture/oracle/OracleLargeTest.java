package io.quarkiverse.durable.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a transaction that was too large for the buffer a row may come in several parts. */
class OracleLargeTest extends Bookkeeping {

    private static final int PARTS = 5;
    private int first;

    /** The application counts one event: the third row is opened and closed again, the second one comes in three parts. */
    @BeforeEach
    void aRowInPartsAndOneThatIsNoChangeAtTheEnd() {
        RowState again = state(1, 2, 100, "e");
        RowState onceMore = state(1, 3, 105, "e");
        RowState end = state(1, 4, 110, "e");
        RowState passing = state(1, 0, 0, "e");
        first = received.size();
        add("e", 9, 0, PARTS, new Change(2, rows.get(2L), again));
        add("e", 9, 1, PARTS, new Change(4, null, passing));
        add("e", 9, 2, PARTS, new Change(2, again, onceMore));
        add("e", 9, 3, PARTS, new Change(4, passing, null));
        add("e", 9, 4, PARTS, new Change(2, onceMore, end));
        committed.put("e", 1);
        rows.put(2L, end);
    }

    @Test
    void partsThatFollowEachOtherAreClean() {
        Findings findings = judge();
        assertThat(findings.isClean()).as("%s", findings).isTrue();
    }

    @Test
    void aPartThatIsMissingIsSeen() {
        received.remove(first + 2);
        assertThat(judge().lost()).anyMatch(each -> each.contains("row 2: the change in log:9:4 is of the state"));
        assertThat(judge().phantom()).anyMatch(each -> each.contains("says that it is number 0 of 5"));
    }

    @Test
    void theLastPartThatIsMissingIsSeen() {
        received.remove(first + 4);
        assertThat(judge().lost()).anyMatch(each -> each.contains("row 2 is RowState"));
        assertThat(judge().phantom()).anyMatch(each -> each.contains("says that it is number 0 of 5"));
    }

    @Test
    void partsWhoseIndicesContradictTheDatabaseAreSeen() {
        Received early = received.get(first);
        Received late = received.get(first + 2);
        received.set(first, numbered(early, 2, PARTS));
        received.set(first + 2, numbered(late, 0, PARTS));
        assertThat(judge().outOfOrder()).isNotEmpty();
    }
}
