/** What the log gives, against the device and against another journal; each contender measured in a process of its own. */
package io.quarkiverse.durable.benchmark.wal;
