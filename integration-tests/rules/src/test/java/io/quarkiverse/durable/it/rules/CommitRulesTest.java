package io.quarkiverse.durable.it.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.DurableLog;
import io.quarkiverse.durable.spi.ProtocolListener.Step;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

/** What one application may believe, publish and refuse around its commits (rules R4, R5 and R6). */
@QuarkusTest
@QuarkusTestResource(value = ProxiedPostgres.class, restrictToAnnotatedClass = true)
class CommitRulesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    Function<String, BooleanSupplier> proxy;

    @Inject
    EntityManager entities;
    @Inject
    TransactionSynchronizationRegistry registry;
    @Inject
    Steps steps;
    @Inject
    Received received;
    @Inject
    DurableLog log;
    @Inject
    Database database;

    @AfterEach
    void reset() {
        steps.reset();
        assertThat(log.status().phase()).as(log.status().detail()).isEqualTo(DurableLog.Phase.SERVING);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.status().inDoubt()).isEmpty());
    }

    @Test
    void aCommitWhoseAnswerWasLostIsPublishedBecauseTheSlotSaysSo() throws InterruptedException {
        BooleanSupplier cut = proxy.apply(ProxiedPostgres.AFTER_COMMIT);
        long before = log.status().counts().resolvedCommitted();

        assertThatThrownBy(() -> persist("lost-answer")).as("the driver says it failed");

        assertThat(cut.getAsBoolean()).isTrue();
        assertThat(database.hasItem("lost-answer")).isTrue();
        assertThat(received.upTo("lost-answer")).isNotEmpty();
        assertThat(log.status().counts().resolvedCommitted()).isEqualTo(before + 1);
    }

    @Test
    void aCommitThatNeverArrivedIsNotPublishedBecauseTheSlotSaysSo() throws InterruptedException {
        BooleanSupplier cut = proxy.apply(ProxiedPostgres.BEFORE_COMMIT);
        long before = log.status().counts().resolvedRolledBack();

        assertThatThrownBy(() -> persist("lost-commit"));

        assertThat(cut.getAsBoolean()).isTrue();
        persist("after-lost-commit");
        assertThat(keys(received.upTo("after-lost-commit"))).doesNotContain("lost-commit");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log.status().counts().resolvedRolledBack()).isEqualTo(before + 1));
        assertThat(database.hasItem("lost-commit")).isFalse();
    }

    @Test
    void nothingIsPublishedBeforeItsOutcome() throws InterruptedException {
        CountDownLatch mayCommit = new CountDownLatch(1);
        CountDownLatch durable = new CountDownLatch(1);
        steps.hook((step, transaction) -> {
            if (step == Step.DURABLE) {
                durable.countDown();
                join(mayCommit);
            }
        });
        Thread committing = new Thread(() -> persist("slow"));
        committing.start();
        assertThat(durable.await(30, TimeUnit.SECONDS)).isTrue();
        long transaction = steps.all().get(steps.all().size() - 1).transaction();
        steps.hook((step, other) -> {
        });
        persist("quick");
        assertThat(keys(received.upTo("quick"))).as("events of other keys pass").doesNotContain("slow");
        assertThat(steps.of(transaction)).containsExactly(Step.APPENDED, Step.MARKED, Step.DURABLE);
        long cursor = log.status().sinks().stream().filter(sink -> sink.channel().equals("Item")).findFirst().orElseThrow()
                .cursor();
        assertThat(cursor).as("its place is kept").isLessThan(transaction);

        mayCommit.countDown();
        committing.join(PATIENCE.toMillis());

        assertThat(keys(received.upTo("slow"))).containsExactly("slow");
        await().atMost(PATIENCE).until(() -> steps.of(transaction).contains(Step.PUBLISHED));
        assertThat(steps.of(transaction)).startsWith(Step.APPENDED, Step.MARKED, Step.DURABLE, Step.COMMITTED)
                .containsSubsequence(Step.COMMITTED, Step.PUBLISHING, Step.PUBLISHED);
    }

    @Test
    void aFlushInASynchronisationThatWasRegisteredLaterIsCaptured() throws InterruptedException {
        QuarkusTransaction.requiringNew().run(() -> {
            entities.persist(new Item("early", 1));
            entities.flush();
            registry.registerInterposedSynchronization(before(() -> {
                entities.persist(new Item("late", 1));
                entities.flush();
            }));
        });
        List<JsonObject> events = received.upTo("late");
        assertThat(keys(events)).endsWith("early", "late");
        assertThat(events.get(events.size() - 1).getValue("txid")).isEqualTo(events.get(events.size() - 2).getValue("txid"));
    }

    @Test
    void aFlushAfterTheDurablePartFailsTheTransaction() throws InterruptedException {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            entities.persist(new Item("too-early", 1));
            entities.flush();
            registry.registerInterposedSynchronization(before(() -> registry.registerInterposedSynchronization(before(
                    () -> registry.registerInterposedSynchronization(before(() -> {
                        entities.persist(new Item("too-late", 1));
                        entities.flush();
                    }))))));
        })).satisfies(e -> assertThat(durable(e).code()).isEqualTo("DURABLE-0112"));

        persist("after-too-late");
        assertThat(keys(received.upTo("after-too-late"))).doesNotContain("too-early", "too-late");
        assertThat(database.hasItem("too-early")).isFalse();
    }

    @Test
    void severalFlushesOfOneRowAreOneChange() throws InterruptedException {
        QuarkusTransaction.requiringNew().run(() -> {
            Item item = new Item("flushed", 1);
            entities.persist(item);
            entities.flush();
            item.amount = 2;
            entities.flush();
            item.amount = 3;
        });
        JsonObject event = last(received.upTo("flushed"));
        assertThat(event.getString("operation")).isEqualTo("insert");
        assertThat(event.getJsonObject("data").getJsonObject("after").getInteger("amount")).isEqualTo(3);
        assertThat(event.getValue("txcount").toString()).isEqualTo("1");
    }

    @Test
    void aRollbackAfterCaptureAppendsNothing() {
        long before = log.status().log().lastLsn().value();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            entities.persist(new Item("never", 1));
            entities.flush();
            throw new IllegalStateException("changed my mind");
        })).hasMessageContaining("changed my mind");
        assertThat(log.status().log().lastLsn().value()).isEqualTo(before);
        assertThat(steps.all()).extracting(Steps.Happened::step).doesNotContain(Step.APPENDED);
    }

    @Test
    void transactionsThatWriteNothingDurableTouchNeitherSlotNorLog() {
        long before = log.status().log().lastLsn().value();
        long tokens = database.number("select last_value from durable_slot_token");
        QuarkusTransaction.requiringNew().run(() -> entities.createQuery("from Item", Item.class).getResultList());
        QuarkusTransaction.requiringNew().run(() -> {
            PlainCounter counter = new PlainCounter();
            counter.id = -1;
            entities.persist(counter);
        });
        assertThat(log.status().log().lastLsn().value()).isEqualTo(before);
        assertThat(database.number("select last_value from durable_slot_token")).isEqualTo(tokens);
        assertThat(steps.all()).extracting(Steps.Happened::step).doesNotContain(Step.APPENDED);
    }

    @Test
    void aTransactionInsideAnotherHasItsOwnFate() throws InterruptedException {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            entities.persist(new Item("outer", 1));
            entities.flush();
            QuarkusTransaction.requiringNew().run(() -> entities.persist(new Item("inner", 1)));
            throw new IllegalStateException("outer fails");
        })).hasMessageContaining("outer fails");
        assertThat(keys(received.upTo("inner"))).doesNotContain("outer");
        assertThat(database.hasItem("inner")).isTrue();
        assertThat(database.hasItem("outer")).isFalse();
    }

    @Test
    void aListenerThatFailsBeforeTheCommitRollsBackAndOneThatFailsAfterItChangesNothing() throws InterruptedException {
        steps.hook((step, transaction) -> {
            if (step == Step.MARKED) {
                throw new IllegalStateException("not this one");
            }
        });
        assertThatThrownBy(() -> persist("unmarked")).hasStackTraceContaining("not this one");
        steps.hook((step, transaction) -> {
            if (step.compareTo(Step.DURABLE) > 0) {
                throw new IllegalStateException("too late to fail");
            }
        });
        persist("marked");
        assertThat(keys(received.upTo("marked"))).doesNotContain("unmarked");
        assertThat(database.hasItem("unmarked")).isFalse();
    }

    @Test
    void aChangeThatWroteNoRowCommits() {
        persist("labels");
        QuarkusTransaction.requiringNew().run(() -> entities.find(Item.class, "labels").labels = new ArrayList<>());
        QuarkusTransaction.requiringNew().run(() -> entities.find(Item.class, "labels").labels = new ArrayList<>(List.of("a")));
    }

    /** Another synchronisation hangs before ours is told, or its thread died: the transaction manager tells nobody any more. */
    @Test
    void aCommitOfWhichWeAreNeverToldIsFoundByTheWatchAndHasOneOutcome() throws Exception {
        CountDownLatch mayTell = new CountDownLatch(1);
        long before = log.status().counts().resolvedCommitted();
        Thread committing = new Thread(() -> QuarkusTransaction.requiringNew().run(() -> {
            registry.registerInterposedSynchronization(after(() -> join(mayTell)));
            entities.persist(new Item("untold", 1));
            entities.flush();
            registry.registerInterposedSynchronization(after(() -> join(mayTell)));
        }));
        committing.start();
        assertThat(received.upTo("untold")).isNotEmpty();
        assertThat(committing.isAlive()).as("it still hangs").isTrue();
        assertThat(log.status().counts().resolvedCommitted()).isEqualTo(before + 1);
        long end = log.status().log().lastLsn().value();

        mayTell.countDown();
        committing.join(PATIENCE.toMillis());

        assertThat(log.status().log().lastLsn().value()).as("no second outcome").isEqualTo(end);
    }

    @Test
    void aMarkThatTimesOutEndsInARollbackAndItsSlotSaysSo() throws Exception {
        persist("before-mark");
        long before = log.status().counts().resolvedRolledBack();
        try (Connection holder = database.connect(); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select * from durable_slot where slot > 0 for update");
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                entities.createNativeQuery("set local statement_timeout = 300").executeUpdate();
                entities.persist(new Item("unmarkable", 1));
            })).satisfies(e -> assertThat(durable(e).code()).isEqualTo("DURABLE-0122"));
            await("the holder of the slot is ended").atMost(PATIENCE)
                    .until(() -> log.status().counts().resolvedRolledBack() == before + 1);
        } catch (SQLException e) {
            // of the holder, which was ended
        }
        persist("after-mark");
        assertThat(keys(received.upTo("after-mark"))).doesNotContain("unmarkable");
        assertThat(database.hasItem("unmarkable")).isFalse();
    }

    @Test
    void aTimeOutWhileTheRecordIsBeingMadeDurableLeavesNothingBehind() throws InterruptedException {
        for (Step at : List.of(Step.APPENDED, Step.MARKED, Step.DURABLE)) {
            timeOutAt(at);
        }
        persist("after-time-outs");
        assertThat(keys(received.upTo("after-time-outs"))).doesNotContain("timed-out-APPENDED", "timed-out-MARKED",
                "timed-out-DURABLE");
        assertThat(database.number("select count(*) from item where id like 'timed-out-%'")).isZero();
        long end = log.status().log().lastLsn().value();
        persist("two-after-time-outs");
        persist("three-after-time-outs");
        await("no transaction stays open").atMost(PATIENCE)
                .until(() -> log.status().log().holds().get("durable.outcomes").value() >= end);
    }

    /**
     * The transaction manager rolls back on another thread while this one is inside the commit, and says so only afterwards.
     */
    private void timeOutAt(Step at) {
        long rolledBack = rolledBack();
        AtomicInteger ended = new AtomicInteger();
        steps.hook((step, transaction) -> {
            if (step == at && ended.getAndIncrement() == 0) {
                await("time-out at " + at).pollInSameThread().atMost(PATIENCE)
                        .until(() -> registry.getTransactionStatus() == Status.STATUS_ROLLEDBACK);
            }
        });
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().timeout(1).run(() -> {
            entities.persist(new Item("timed-out-" + at, 1));
            entities.flush();
        }));
        assertThat(ended).as("steps at " + at).hasValue(1);
        await("rolled back at " + at).atMost(PATIENCE).until(() -> rolledBack() == rolledBack + 1);
    }

    private long rolledBack() {
        return log.status().counts().rolledBack() + log.status().counts().resolvedRolledBack();
    }

    private void persist(String id) {
        QuarkusTransaction.requiringNew().run(() -> entities.persist(new Item(id, 1)));
    }

    private static Synchronization before(Runnable work) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {
                work.run();
            }

            @Override
            public void afterCompletion(int status) {
                // only the moment before matters
            }
        };
    }

    private static Synchronization after(Runnable work) {
        return new Synchronization() {
            @Override
            public void beforeCompletion() {
                // only the moment after matters
            }

            @Override
            public void afterCompletion(int status) {
                work.run();
            }
        };
    }

    private static void join(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited " + PATIENCE);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static DurableException durable(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof DurableException found) {
                return found;
            }
            for (Throwable suppressed : each.getSuppressed()) {
                if (suppressed instanceof DurableException found) {
                    return found;
                }
            }
        }
        throw new AssertionError("No DurableException in the chain of " + e, e);
    }

    private static List<String> keys(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("subject")).toList();
    }

    private static JsonObject last(List<JsonObject> events) {
        return events.get(events.size() - 1);
    }
}
