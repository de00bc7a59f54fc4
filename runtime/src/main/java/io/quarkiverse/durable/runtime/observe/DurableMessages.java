package io.quarkiverse.durable.runtime.observe;

import java.lang.invoke.MethodHandles;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the extension says in the log. Numbers are for ever; the documentation lists them. */
@MessageLogger(projectCode = "DURABLE-", length = 4)
public interface DurableMessages extends BasicLogger {

    DurableMessages LOG = Logger.getMessageLogger(MethodHandles.lookup(), DurableMessages.class, "io.quarkiverse.durable");

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 1, value = "Log %s in %s: %s, %s")
    void opened(String logId, String directory, String records, String mode);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 2, value = "The file system of %s refuses direct I/O (%s); buffered writes and fsync are used")
    void directIoRefused(String directory, String why);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 3, value = "The last write to %s was not finished; it was cut off at offset %s, after record %s. Nothing acknowledged was in it")
    void tornTailCut(String file, long offset, String lastKept);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 4, value = "%s")
    void poisoned(String why);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 5, value = "The log goes on, but cannot save its cursors or release segments: %s. It tries again; until then it grows, and a restart repeats events")
    void upkeepFailed(String why);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 6, value = "New segments of the log are encrypted with key %s; those there are need keys %s")
    void keyInUse(long key, String needed);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 7, value = "No segment of the log uses key %s any more: it may be removed")
    void keyUnneeded(long key);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 8, value = "The keys of the log stay as they were: %s")
    void keysNotRefreshed(String why);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 10, value = "Recovery of datasource %s: %s transactions were in doubt, %s were committed and %s were not (%s ms)")
    void recovered(String datasource, int total, int committed, int rolledBack, long millis);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 11, value = "The database of datasource %s does not know this log, or not as this directory left it: the past of the log is put aside and nothing of it is published (quarkus.durable.unknown-database=start-afresh)")
    void startedAfresh(String datasource);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 12, value = "The database of datasource %s has committed transactions %s that the log does not have; their events cannot be published")
    void missing(String datasource, String transactions);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 19, value = "%s transactions that the log had lost with its unsynced end were put back from their slots")
    void restored(int transactions);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 13, value = "Datasource %s: %s. Events of lost commits may already have been published")
    void losesCommits(String datasource, String how);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 26, value = "Datasource %s takes part in transactions by XA: %s")
    void xaTrouble(String datasource, String what);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 14, value = "The database of datasource %s cannot be asked (%s). Changes of durable entities are refused until it can; trying again")
    void databaseAway(String datasource, String why);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 15, value = "The database can be asked again: changes of durable entities are admitted")
    void databaseBack();

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 16, value = "Ended %s sessions that held a slot longer than quarkus.durable.holder-patience (quarkus.durable.holder-policy=terminate)")
    void holdersEnded(int count);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 17, value = "Sink \"%s\" no longer exists, and the log keeps its unpublished events from record %s on. Bring the sink back, or give them up with quarkus.durable.retired-sinks")
    void orphanedSink(String sink, String from);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 18, value = "The log %s is new, and the database of datasource %s knows %s. That is as it should be for another instance. If one of them was the log of this instance, its directory is missing, and events of its last transactions may not have been published: stop, and bring the directory back, or have what its slots still hold published by this instance (quarkus.durable.new-log, quarkus.durable.adopt)")
    void newLog(String logId, String datasource, String others);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 20, value = "Transaction %s on datasource %s was in doubt (%s); its slot says that it was %s: %s. It was in doubt for %s ms, and %s questions had no answer")
    void resolved(long transaction, String datasource, String why, String outcome, String evidence, long millis, int attempts);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 21, value = "Transaction %s on datasource %s is in doubt and there is no answer yet (attempt %s: %s); trying again")
    void unresolved(long transaction, String datasource, int attempts, String why);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 24, value = "Transaction %s on datasource %s is in doubt: %s. Its slot %s is being asked; events of its keys wait for the answer")
    void inDoubt(long transaction, String datasource, String why, int slot);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 25, value = "Transaction %s on datasource %s has been in doubt for longer than quarkus.durable.in-doubt.patience, since %s (%s). The last question ended with: %s. Until it is answered %s")
    void overdue(long transaction, String datasource, String since, String why, String lastError, String consequence);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 27, value = "A large transaction that has changes in the log from record %s on went on for longer than quarkus.durable.capture.chunk-patience. The log keeps them no longer, and the transaction will be rolled back")
    void chunksExpired(String first);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 28, value = "The log %s is adopted: %s committed transactions that its slots hold are in this log and will be published%s")
    void adopted(String logId, int transactions, String when);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 29, value = "Of the log %s that was adopted the database has committed transactions %s without their records: their events may not have been published. Nor may those of earlier ones, unless that log ran with quarkus.durable.staged-until=published")
    void adoptedWithoutRecord(String logId, String transactions);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 30, value = "All that was adopted of the log %s is published, by log %s: take it out of quarkus.durable.adopt")
    void adoptedAndPublished(String logId, String by);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 31, value = "The log %s is being adopted by another instance, with log %s. If that one is gone as well, name both in quarkus.durable.adopt")
    void adoptedByAnother(String logId, String by);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 32, value = "No database knows the log %s, which quarkus.durable.adopt names: there is nothing to adopt. See whether the id is right")
    void adoptedUnknown(String logId);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 33, value = "Transactions of the adopted log %s have events for channels %s, to which this application publishes nothing: these events are given up")
    void adoptedForNobody(String logId, String channels);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 34, value = "Events lack what %s should say of their transaction: %s. The transactions go on without it; this is not said again")
    void metadataMissing(String source, String why);

    @LogMessage(level = Logger.Level.DEBUG)
    @Message(id = 35, value = "The header %s of a request is not taken as its id: it is longer than %s characters, or has others than visible ones of ASCII")
    void requestIdRefused(String header, int lengthMax);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 40, value = "A statement writes to durable tables of datasource %s and is not captured, as configured: %s")
    void notCaptured(String datasource, String sql);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 55, value = "Durable entities are not what they were when the log was last used: %s")
    void schemasChanged(String what);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 56, value = "Durable entities are not what they were when the log was last used, and those who read their events, or a redo, cannot follow: %s")
    void schemasIncompatible(String what);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 41, value = "Tables of durable entities on datasource %s were written before the application serves, as by a migration or an import script, and that is not captured. One such statement: %s")
    void notYetCaptured(String datasource, String sql);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 42, value = "The database of datasource %s changes rows of durable entities by itself, and such changes are not captured: %s (quarkus.durable.capture.database-changes)")
    void databaseChanges(String datasource, String what);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 43, value = "Whether the database of datasource %s changes rows of durable entities by itself cannot be said: %s")
    void catalogNotRead(String datasource, String why);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 23, value = "A ProtocolListener failed at step %s of transaction %s, when nothing can be undone any more; its failure is ignored")
    void listenerFailed(String step, long transaction, @Cause Throwable why);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 22, value = "Changes of durable entities are refused until a restart. %s")
    void failed(String why);
}
