package io.quarkiverse.durable.runtime.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.durable.ChangeEvent;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.spi.ProtocolListener;
import io.quarkiverse.durable.wal.Lsn;

class PublisherTest {

    private static final PublicationSettings SETTINGS = new PublicationSettings(4, Duration.ofMillis(1), Duration.ofMillis(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(50));

    private final ScriptedLog log = new ScriptedLog();
    private final ScriptedChannel channel = new ScriptedChannel();
    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    private final ProtocolListener listener = (step, transaction) -> steps
            .add(step + " " + transaction + " at " + log.cursor().position());
    private final List<Publisher> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Publisher::beginStop);
        started.forEach(Publisher::awaitStop);
    }

    private Publisher start() {
        Publisher publisher = new Publisher(Events.CHANNEL,
                new Publisher.Surroundings(log, channel, new CloudEventsJson(), listener), SETTINGS);
        publisher.start();
        started.add(publisher);
        return publisher;
    }

    @Test
    void theCursorFollowsTheContiguousAcknowledgementsWhateverTheirOrder() throws Exception {
        log.add(Events.transaction(1, "a"));
        log.add(Events.transaction(3, "b"));
        start();
        ScriptedChannel.Sent first = channel.await();
        ScriptedChannel.Sent second = channel.await();
        second.acknowledge();
        assertThat(step()).isEqualTo("PUBLISHING 1 at 0");
        assertThat(step()).isEqualTo("PUBLISHING 3 at 0");
        assertThat(step()).isEqualTo("PUBLISHED 3 at 0");
        assertThat(log.cursor().position()).isEqualTo(Lsn.NONE);
        first.acknowledge();
        assertThat(step()).isEqualTo("PUBLISHED 1 at 0");
        log.cursor().await(3);
    }

    @Test
    void aRefusedMessageIsSentAgainBeforeItsFollower() throws Exception {
        log.add(Events.transaction(1, "a"));
        log.add(Events.transaction(2, "a"));
        Publisher publisher = start();
        channel.await().refuse("no");
        ScriptedChannel.Sent again = channel.await();
        assertThat(again.event().transactionId()).isEqualTo(1);
        DurableLog.Sink sink = publisher.status();
        assertThat(sink.retries()).isEqualTo(1);
        assertThat(sink.lastFailure()).isEqualTo("IllegalStateException: no");
        assertThat(sink.lag()).isEqualTo(2);
        again.acknowledge();
        ScriptedChannel.Sent follower = channel.await();
        assertThat(follower.event().transactionId()).isEqualTo(2);
        follower.acknowledge();
        log.cursor().await(2);
        assertThat(publisher.status()).isEqualTo(new DurableLog.Sink(Events.CHANNEL, 2, 0, 0, 2, 1, null));
    }

    @Test
    void anExceptionOfTheChannelIsARefusal() throws Exception {
        Set<Long> thrown = new HashSet<>();
        channel.answering(message -> {
            if (thrown.add(message.event().transactionId())) {
                throw new StackOverflowError("deep");
            }
            message.acknowledge();
            return true;
        });
        log.add(Events.transaction(1, "a"));
        start();
        log.cursor().await(1);
        assertThat(channel.all()).hasSize(2);
    }

    @Test
    void neverMoreThanTheLimitAreInFlight() throws Exception {
        log.add(Events.transaction(1, "a", "b", "c", "d", "e", "f"));
        start();
        List<ScriptedChannel.Sent> first = new ArrayList<>();
        for (int i = 0; i < SETTINGS.maxInFlight(); i++) {
            first.add(channel.await());
        }
        first.get(0).acknowledge();
        ScriptedChannel.Sent next = channel.await();
        assertThat(next.event().key()).isEqualTo("e");
        assertThat(channel.all()).hasSize(SETTINGS.maxInFlight() + 1);
    }

    @Test
    void aKeyThatIsAlwaysRefusedDoesNotStopTheOthersWithinTheWindow() throws Exception {
        channel.answering(message -> {
            if (message.event().key().equals("poisoned")) {
                message.refuse("never");
            } else {
                message.acknowledge();
            }
            return true;
        });
        log.add(Events.transaction(1, "poisoned"));
        for (int lsn = 2; lsn < 100; lsn++) {
            log.add(Events.transaction(lsn, "k" + lsn));
        }
        start();
        int window = SETTINGS.maxInFlight() * 8;
        Set<Long> published = new HashSet<>();
        while (published.size() < window - 1) {
            String step = step();
            if (step.startsWith("PUBLISHED")) {
                published.add(Long.parseLong(step.split(" ")[1]));
            }
        }
        assertThat(published).contains(2L, (long) window).doesNotContain(1L, window + 1L);
        assertThat(log.cursor().position()).isEqualTo(Lsn.NONE);
        channel.answering(message -> {
            message.acknowledge();
            return true;
        });
        log.cursor().await(99);
    }

    @Test
    void aTransactionLargerThanTheWindowIsPublishedWhole() throws Exception {
        String[] keys = new String[SETTINGS.maxInFlight() * 8 * 3];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "k" + i;
        }
        channel.answering(message -> {
            message.acknowledge();
            return true;
        });
        log.add(Events.transaction(1, keys));
        log.add(Events.transaction(2, keys));
        log.add(Events.transaction(3));
        start();
        log.cursor().await(3);
        assertThat(channel.all()).hasSize(2 * keys.length);
    }

    @Test
    void aLogThatCannotBeReadForAWhileIsReadAfterwards() throws Exception {
        channel.answering(message -> {
            message.acknowledge();
            return true;
        });
        log.failNextFeeds(3);
        log.add(Events.transaction(1, "a"));
        start();
        log.cursor().await(1);
    }

    @Test
    void stoppingLeavesTheCursorAtWhatWasAcknowledgedAndTheNextStartSendsTheRest() throws Exception {
        log.add(Events.transaction(1, "a"));
        log.add(Events.transaction(2, "b"));
        Publisher publisher = start();
        channel.await().acknowledge();
        log.cursor().await(1);
        channel.await();
        publisher.beginStop();
        publisher.awaitStop();
        started.clear();
        assertThat(log.cursor().savedPosition()).isEqualTo(Lsn.of(1));
        start();
        assertThat(channel.await().event().transactionId()).isEqualTo(2);
    }

    @Test
    void stoppingTakesTheAcknowledgementsThatArriveInTime() throws Exception {
        log.add(Events.transaction(1, "a"));
        Publisher publisher = start();
        ScriptedChannel.Sent sent = channel.await();
        publisher.beginStop();
        sent.acknowledge();
        publisher.awaitStop();
        started.clear();
        assertThat(log.cursor().savedPosition()).isEqualTo(Lsn.of(1));
    }

    /** Refusals, late answers and crashes in the middle: nothing is lost, and each key's first deliveries are in order. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void afterCrashesAtAnyPointEverythingArrivesInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Set<Long>> accepted = new LinkedHashMap<>();
        long last = 120;
        Map<String, List<Long>> expected = new HashMap<>();
        for (long lsn = 1; lsn <= last; lsn++) {
            String key = "k" + random.nextInt(5);
            log.add(lsn % 7 == 0 ? Events.transaction(lsn) : Events.transaction(lsn, key));
            if (lsn % 7 != 0) {
                expected.computeIfAbsent(key, k -> new ArrayList<>()).add(lsn);
            }
        }
        for (long round = 0; round < 6; round++) {
            long until = round == 5 ? last : round * 20 + random.nextInt(20);
            channel.answering(message -> answer(message, random, accepted));
            Publisher publisher = start();
            log.cursor().await(Math.max(until, 1));
            if (random.nextBoolean()) {
                log.cursor().save();
            }
            channel.answering(message -> true);
            publisher.beginStop();
            publisher.awaitStop();
            started.clear();
            assertAllUpToTheCursorWereAccepted(seed, accepted, expected);
            if (round < 5) {
                log.crash();
            }
        }
        synchronized (accepted) {
            expected.forEach((key, lsns) -> assertThat(accepted.get(key)).as("seed %d key %s", seed, key)
                    .containsExactlyElementsOf(lsns));
        }
    }

    private boolean answer(ScriptedChannel.Sent message, Random random, Map<String, Set<Long>> accepted) {
        synchronized (accepted) {
            if (random.nextInt(3) == 0) {
                message.refuse("not now");
                return true;
            }
            ChangeEvent event = message.event();
            accepted.computeIfAbsent(event.key(), k -> new LinkedHashSet<>()).add(event.transactionId());
        }
        message.acknowledge();
        return true;
    }

    private void assertAllUpToTheCursorWereAccepted(long seed, Map<String, Set<Long>> accepted,
            Map<String, List<Long>> expected) {
        long position = log.cursor().position().value();
        synchronized (accepted) {
            expected.forEach((key, lsns) -> assertThat(accepted.getOrDefault(key, Set.of())).as("seed %d key %s", seed, key)
                    .containsAll(lsns.stream().filter(lsn -> lsn <= position).toList()));
        }
    }

    /** There are others that wait for room, or it is just full. */
    @ParameterizedTest
    @ValueSource(longs = { 60, 32 })
    void aTransactionWithoutAnOutcomeIsSentWhenItHasOneWhileTheWindowIsFullOfOthers(long last) throws Exception {
        channel.answering(message -> {
            message.acknowledge();
            return false;
        });
        log.add(Events.passed(1, "a"));
        for (long lsn = 2; lsn <= last; lsn++) {
            log.add(Events.transaction(lsn, "k" + lsn));
        }
        start();
        int window = SETTINGS.maxInFlight() * 8;
        for (int i = 1; i < window; i++) {
            assertThat(channel.await().event().key()).isEqualTo("k" + (i + 1));
        }
        assertThat(log.cursor().position()).isEqualTo(Lsn.NONE);
        log.decide(Events.decided(1, "a"));
        assertThat(channel.await().event().key()).as("nobody else had room").isEqualTo("a");
        log.cursor().await(last);
    }

    @Test
    void aTransactionThatGetsItsOutcomeWhileItWaitsForRoomIsSentAsAnyOther() throws Exception {
        channel.answering(message -> {
            message.acknowledge();
            return false;
        });
        log.add(Events.passed(1, "a"));
        long window = SETTINGS.maxInFlight() * 8;
        for (long lsn = 2; lsn <= window; lsn++) {
            log.add(Events.transaction(lsn, "k" + lsn));
        }
        log.add(Events.passed(window + 1, "z"));
        log.add(Events.passed(window + 2, "z"));
        log.add(Events.transaction(window + 3, "z"));
        log.decide(Events.decided(window + 1, "z"));
        start();
        for (long lsn = 2; lsn <= window; lsn++) {
            assertThat(channel.await().event().key()).isEqualTo("k" + lsn);
        }
        log.decide(Events.decided(1));
        assertThat(channel.await().event().transactionId()).isEqualTo(window + 1);
        log.decide(Events.decided(window + 2));
        assertThat(channel.await().event().transactionId()).isEqualTo(window + 3);
        log.cursor().await(window + 3);
    }

    @Test
    void whatWasPassedIsRememberedWhenTheLogCannotBeReadForAWhile() throws Exception {
        channel.answering(message -> {
            message.acknowledge();
            return false;
        });
        log.add(Events.passed(1, "a"));
        log.add(Events.transaction(2, "b"));
        start();
        assertThat(channel.await().event().key()).isEqualTo("b");
        log.failReaders();
        log.decide(Events.decided(1, "a"));
        assertThat(channel.await().event().key()).isEqualTo("a");
        log.cursor().await(2);
    }

    private String step() throws InterruptedException {
        String step = steps.poll(ScriptedChannel.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (step == null) {
            throw new AssertionError("No further step");
        }
        return step;
    }
}
