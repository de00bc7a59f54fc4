package io.quarkiverse.durable.runtime.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.durable.runtime.transaction.CompletionWatch.Verdict;

class CompletionWatchTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final CompletionWatch watch = new CompletionWatch(Duration.ofSeconds(60), now::get);

    private static final class Transaction implements CompletionWatch.Watched {

        boolean over;
        final List<String> overdue = new ArrayList<>();

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void overdue(String why) {
            overdue.add(why);
        }
    }

    @ParameterizedTest
    @CsvSource({ "0, -1, 60, GOES_ON", "59999, -1, 60, GOES_ON", "60000, -1, 60, OVERSTAYED", "0, 0, 60, GOES_ON",
            "10000, 4999, 60, GOES_ON", "10000, 5000, 60, LOST", "60000, 5000, 60, OVERSTAYED", "1500, 1499, 2, GOES_ON",
            "1999, 1999, 2, GOES_ON", "2000, 2000, 2, OVERSTAYED" })
    void aTransactionGoesOnUntilItOverstaysOrIsOverForLong(long ageMillis, long overMillis, long patienceSeconds,
            Verdict verdict) {
        assertThat(Verdict.of(TimeUnit.MILLISECONDS.toNanos(ageMillis),
                overMillis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(overMillis), Duration.ofSeconds(patienceSeconds)))
                .isEqualTo(verdict);
    }

    @Test
    void onlyTheOneThatOverstayedIsOverdueAndOnlyOnce() {
        Transaction stays = new Transaction();
        Transaction ends = new Transaction();
        watch.watch(stays);
        watch.watch(ends);
        after(59);
        Transaction later = new Transaction();
        watch.watch(later);
        watch.forget(ends);
        after(1);
        after(50);
        assertThat(stays.overdue).singleElement().asString().contains("60000 ms");
        assertThat(ends.overdue).isEmpty();
        assertThat(later.overdue).isEmpty();
    }

    @Test
    void theTimeSinceJtaSaysThatATransactionIsOverCountsFromWhenItWasSeen() {
        Transaction lost = new Transaction();
        watch.watch(lost);
        after(20);
        lost.over = true;
        after(1);
        after(4);
        assertThat(lost.overdue).isEmpty();
        after(1);
        assertThat(lost.overdue).singleElement().asString().contains("did not say how it ended");
    }

    private void after(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        watch.look();
    }
}
