package io.quarkiverse.durable.killable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Each message is a line of a file, on the disk before it is acknowledged; those that wait share one sync. Each run of the
 * process begins with a line {@code #}, so that a line which a kill tore in two can be told from the next.
 */
public abstract class FileConsumer extends Consumer {

    private final FileChannel file;

    protected FileConsumer(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        keep("\n#\n");
        start();
    }

    @Override
    protected final void keep(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }
}
