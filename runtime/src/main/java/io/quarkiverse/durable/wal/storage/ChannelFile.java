package io.quarkiverse.durable.wal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A real file. */
final class ChannelFile implements StorageFile {

    /** @param channel whose work is done by {@link CallerRuns} */
    ChannelFile(AsynchronousFileChannel channel, boolean writesAreSynchronous) {
        this.channel = channel;
        this.writesAreSynchronous = writesAreSynchronous;
    }

    private final AsynchronousFileChannel channel;
    private final boolean writesAreSynchronous;

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int n = done(channel.read(into, offset + total));
            if (n <= 0) {
                break;
            }
            total += n;
        }
        return total;
    }

    @Override
    public void write(ByteBuffer from, long offset) throws IOException {
        long at = offset;
        while (from.hasRemaining()) {
            int n = done(channel.write(from, at));
            if (n <= 0) {
                throw new IOException("wrote " + n + " of " + from.remaining() + " bytes");
            }
            at += n;
        }
    }

    /** It is done, so nobody waits, and an interrupt of this thread stays where it is. */
    private static int done(Future<Integer> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw FileStorage.named(cause);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("A channel whose work is done by its caller made it wait", e);
        }
    }

    @Override
    public void force() throws IOException {
        if (writesAreSynchronous) {
            // O_DSYNC: each write returned when its data, and what is needed to find them again, were on the disk
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw FileStorage.named(e);
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        channel.truncate(sizeBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
