package io.quarkiverse.durable.runtime.publication;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Ids 410 to 449. */
@MessageLogger(projectCode = "DURABLE-", length = 4)
interface PublicationMessages extends BasicLogger {

    PublicationMessages LOG = Logger.getMessageLogger(java.lang.invoke.MethodHandles.lookup(), PublicationMessages.class,
            "io.quarkiverse.durable.publication");

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 410, value = "The channel %s refused event %s (key %s, attempt %d): %s. It is sent again until it is accepted;"
            + " events of this key wait, %d messages of the channel are in this state, everything up to record %d is published.")
    void refused(String channel, String event, String key, int attempt, String cause, int troubled, long position);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 411, value = "The channel %s accepts messages again.")
    void acceptedAgain(String channel);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 412, value = "Publishing to the channel %s cannot read the log after record %d: %s. It tries again.")
    void unreadable(String channel, long position, String cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 413, value = "Publishing to the channel %s stopped with %d messages unacknowledged; they are sent again after"
            + " the next start.")
    void stoppedWithUnacknowledged(String channel, int inFlight);

    @LogMessage(level = Logger.Level.WARN)
    @Message(id = 414, value = "A ProtocolListener failed at the step %s of transaction %d; publishing goes on.")
    void listenerFailed(String step, long transaction, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(id = 415, value = "Publishing to the channel %s ended after record %d because of a failure that is not expected."
            + " Restart the application; nothing is lost.")
    void ended(String channel, long position, @Cause Throwable cause);
}
