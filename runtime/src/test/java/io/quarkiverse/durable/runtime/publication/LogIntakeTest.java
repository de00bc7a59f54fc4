package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.runtime.journal.CommittedFeed;
import io.quarkiverse.durable.wal.Lsn;

class LogIntakeTest {

    /** A window of eight events. */
    private static final PublicationSettings SETTINGS = new PublicationSettings(1, Duration.ofMillis(1), Duration.ofMillis(2),
            Duration.ofSeconds(1), Duration.ofMillis(50));

    private final ScriptedLog log = new ScriptedLog();
    private final BlockingQueue<CommittedFeed.Item> taken = new LinkedBlockingQueue<>();
    private LogIntake intake;

    @AfterEach
    void stop() throws InterruptedException {
        intake.close();
        intake.join(Duration.ofSeconds(10));
    }

    private void start(Consumer<CommittedFeed.Item> then) {
        intake = new LogIntake(Events.CHANNEL, log, Lsn.NONE, SETTINGS, then);
        intake.start();
    }

    private CommittedFeed.Item next() throws InterruptedException {
        CommittedFeed.Item item = taken.poll(ScriptedChannel.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(item).as("the next step").isNotNull();
        return item;
    }

    @Test
    void anErrorIsAFailureLikeOthersAndReadingGoesOn() throws Exception {
        log.add(Events.transaction(1, "a"));
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        log.failNextFeeds(3, () -> {
            failures.add(String.valueOf(intake.failure()));
            throw new OutOfMemoryError("a large record");
        });
        start(taken::add);
        assertThat(next().lsn()).isEqualTo(Lsn.of(1));
        String told = "OutOfMemoryError: a large record";
        assertThat(failures).containsExactly("null", told, told);
    }

    @Test
    void whatCouldNotBeHandedOverComesAgainOnceAndKeepsNoRoom() throws Exception {
        Set<Lsn> refused = new HashSet<>();
        for (long lsn = 1; lsn <= 20; lsn++) {
            log.add(lsn % 3 == 0 ? Events.passed(lsn, "a", "b") : Events.transaction(lsn, "a", "b"));
        }
        start(item -> {
            if (refused.add(item.lsn())) {
                throw new OutOfMemoryError("the mailbox");
            }
            taken.add(item);
        });
        for (long lsn = 1; lsn <= 20; lsn++) {
            assertThat(next().lsn()).isEqualTo(Lsn.of(lsn));
            intake.makeRoom(2);
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void aDecisionThatCouldNotBeHandedOverComesAgain() throws Exception {
        log.add(Events.passed(1, "a"));
        Set<CommittedFeed.Kind> refused = new HashSet<>(Set.of(CommittedFeed.Kind.PASSED));
        start(item -> {
            if (item.kind() == CommittedFeed.Kind.DECIDED && refused.add(item.kind())) {
                log.decide(Events.decided(1, "a"));
                throw new OutOfMemoryError("the mailbox");
            }
            taken.add(item);
        });
        assertThat(next().kind()).isEqualTo(CommittedFeed.Kind.PASSED);
        log.decide(Events.decided(1, "a"));
        assertThat(next().kind()).isEqualTo(CommittedFeed.Kind.DECIDED);
    }

    /** The reading fails after one part, and again in the middle of all; each time all parts come again. */
    @Test
    void ofALargeTransactionNothingIsHandedOverTwiceWhenTheReadingFailsBetweenItsParts() throws Exception {
        log.add(Events.transaction(1, "x"));
        log.addParts(Events.part(5, false, 0, 9, "a", "b"), Events.part(5, false, 2, 9, "c", "d", "e"),
                Events.part(5, false, 5, 9, "f"), Events.part(5, true, 6, 9, "g", "h", "i"));
        log.add(Events.transaction(7, "y"));
        Set<Integer> failed = new HashSet<>();
        start(item -> {
            int first = item.events().get(0).index();
            if (item.lsn().value() == 5 && failed.add(first)) {
                throw new OutOfMemoryError("the mailbox");
            }
            taken.add(item);
            intake.makeRoom(item.events().size());
        });
        List<Integer> indexes = new ArrayList<>();
        for (CommittedFeed.Item item = next(); item.lsn().value() < 7; item = next()) {
            if (item.lsn().value() == 5) {
                item.events().forEach(event -> indexes.add(event.index()));
            }
        }
        assertThat(indexes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(failed).hasSize(4);
    }
}
