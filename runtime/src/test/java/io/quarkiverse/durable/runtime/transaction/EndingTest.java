package io.quarkiverse.durable.runtime.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule R4, for every status that JTA knows. */
class EndingTest {

    @ParameterizedTest
    @ValueSource(ints = { Status.STATUS_ACTIVE, Status.STATUS_MARKED_ROLLBACK, Status.STATUS_PREPARED, Status.STATUS_COMMITTED,
            Status.STATUS_ROLLEDBACK, Status.STATUS_UNKNOWN, Status.STATUS_NO_TRANSACTION, Status.STATUS_PREPARING,
            Status.STATUS_COMMITTING, Status.STATUS_ROLLING_BACK })
    void onlyACommitReportedAfterTheProtocolIsBelievedAndOnlyWhatWasNeverSentIsNotAsked(int status) {
        boolean committed = status == Status.STATUS_COMMITTED;
        assertThat(Ending.of(true, status)).isEqualTo(committed ? Ending.COMMITTED : Ending.IN_DOUBT);
        assertThat(Ending.of(false, status)).isEqualTo(committed ? Ending.IN_DOUBT : Ending.NOT_SENT);
    }
}
