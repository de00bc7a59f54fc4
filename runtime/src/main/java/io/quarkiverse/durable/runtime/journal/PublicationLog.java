package io.quarkiverse.durable.runtime.journal;

import io.quarkiverse.durable.wal.Lsn;
import io.quarkiverse.durable.wal.Wal;

/** The port through which publication sees the log. */
public interface PublicationLog {

    /** The durable position of a sink; a new sink begins at the end of the log as it is now. */
    Wal.Cursor cursor(String sink);

    /** Committed transactions after {@code position} with the events that go to {@code channel}. */
    CommittedFeed feed(String channel, Lsn position, CommittedFeed.Passing passing);

    Lsn lastLsn();
}
