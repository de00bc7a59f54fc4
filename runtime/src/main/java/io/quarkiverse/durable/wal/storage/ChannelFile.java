package io.quarkiverse.durable.wal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A real file. */
final class ChannelFile implements StorageFile {

    private final AsynchronousFileChannel channel;
    private final boolean writesAreSynchronous;

    /** @param channel whose work is done by {@link CallerRuns} */
    ChannelFile(AsynchronousFileChannel channel, boolean writesAreSynchronous) {
        this.channel = channel;
        this.writesAreSynchronous = writesAreSynchronous;
    }

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

    /** Where the system has channels that are asynchronous of themselves, it is not done yet. */
    private static int done(Future<Integer> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw FileStorage.named(cause);
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
