package io.quarkiverse.durable.runtime.spool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Entries in order; all of them are in the file as soon as they do not fit into memory. */
public final class SpooledList implements Iterable<byte[]> {

    private static final int ARRAY = 24;

    private final SpoolFile file;
    private final long memory;
    private final List<byte[]> kept = new ArrayList<>();
    private long bytes;
    private SpoolFile.@Nullable Writer writer;
    private SpoolFile.@Nullable Section written;

    public SpooledList(SpoolFile file, long memory) {
        this.file = file;
        this.memory = memory;
    }

    public void add(byte[] entry) {
        if (written != null) {
            throw new IllegalStateException("The list is complete");
        }
        SpoolFile.Writer to = writer;
        if (to != null) {
            to.write(entry);
            return;
        }
        kept.add(entry);
        bytes += ARRAY + entry.length;
        if (bytes > memory) {
            to = file.writer();
            kept.forEach(to::write);
            kept.clear();
            writer = to;
        }
    }

    /** After the last entry, and before anything else goes to the file. */
    public void complete() {
        SpoolFile.Writer last = writer;
        if (last != null) {
            written = last.end();
        }
    }

    @Override
    public Iterator<byte[]> iterator() {
        SpoolFile.Section all = written;
        return all == null ? kept.iterator() : file.read(all);
    }
}
