package io.quarkiverse.durable.benchmark.wal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.EncoderPersister;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.SimpleWaitIOCallback;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;

/**
 * The journal of ActiveMQ Artemis, in the form that a task names. Each measurement has a new one, its files written beforehand.
 */
final class ArtemisJournal implements Contender {

    private static final String NATIVE_FOLDER = "/lib/linux-x86_64/";
    private static final String NATIVE = "libartemis-native-64.so";
    private static final String NIO = "nio";
    private static final String AIO = "aio";
    private static final List<Integer> TIMEOUTS_MICROS = List.of(0, 50, 100, 200, 500);

    private static final String FORM_TO_WARM_UP = NIO + "-100";

    private static final int FILE_BYTES = 64 << 20;
    private static final int FILES = 8;
    /** The broker's default for both forms. */
    private static final int BUFFER_BYTES = 490 * 1024;
    /** The broker's defaults. */
    private static final int AIO_WRITES_MAX = 4096;
    private static final int NIO_WRITES_MAX = 1;
    private static final byte TYPE = 1;
    private static final int THREAD_SHIFT = 40;

    private final Path directory;
    private int opened;

    ArtemisJournal(Path directory) {
        this.directory = directory;
    }

    /**
     * What the process needs to find the native half.
     *
     * @param directory where it is put, if this machine has one
     */
    static List<String> jvmArguments(Path directory) throws IOException {
        try (InputStream library = ArtemisJournal.class.getResourceAsStream(NATIVE_FOLDER + NATIVE)) {
            if (library != null) {
                Files.copy(library, Files.createDirectories(directory).resolve(NATIVE));
            }
        }
        return List.of("-Djava.library.path=" + directory);
    }

    /** All that can be measured where ASYNCIO is there or not. */
    static List<String> forms(boolean asyncIo) {
        List<String> forms = new ArrayList<>();
        for (String kind : asyncIo ? List.of(NIO, AIO) : List.of(NIO)) {
            TIMEOUTS_MICROS.forEach(micros -> forms.add(kind + "-" + micros));
        }
        return forms;
    }

    static boolean hasAsyncIo(String description) {
        return description.contains("ASYNCIO");
    }

    @Override
    public String describe() {
        boolean asyncIo = AIOSequentialFileFactory.isSupported(directory.toFile());
        return "Artemis journal: NIO"
                + (asyncIo ? " and ASYNCIO" : " only, as the native library or libaio.so.1 cannot be loaded");
    }

    @Override
    public Outcome measure(Task task) throws Exception {
        Path own = Files.createDirectories(directory.resolve("journal-" + ++opened));
        String form = task.form().equals(Task.NO_FORM) ? FORM_TO_WARM_UP : task.form();
        SequentialFileFactory factory = factory(own.toFile(), form);
        factory.start();
        JournalImpl journal = new JournalImpl(FILE_BYTES, FILES, -1, 0, 0, factory, "journal", "log",
                form.startsWith(AIO) ? AIO_WRITES_MAX : NIO_WRITES_MAX);
        journal.start();
        try {
            journal.load(new ArrayList<>(), new ArrayList<>(), null, false);
            return ClosedLoop.run(task, thread -> operation(journal, task, thread), ClosedLoop.Window.NONE);
        } finally {
            journal.stop();
            factory.stop();
            delete(own);
        }
    }

    private static SequentialFileFactory factory(File directory, String form) {
        int dash = form.indexOf('-');
        int nanos = (int) TimeUnit.MICROSECONDS.toNanos(Integer.parseInt(form.substring(dash + 1)));
        SequentialFileFactory factory = form.startsWith(AIO)
                ? new AIOSequentialFileFactory(directory, BUFFER_BYTES, nanos, AIO_WRITES_MAX, false)
                : new NIOSequentialFileFactory(directory, true, BUFFER_BYTES, nanos, NIO_WRITES_MAX, false);
        return factory.setDatasync(true);
    }

    /**
     * An event is an add that needs no delete, so that files can be used again; each delete would be a record more to write.
     */
    private static ClosedLoop.Operation operation(JournalImpl journal, Task task, int thread) {
        ByteArrayEncoding payload = new ByteArrayEncoding(OurLog.payload(task.bytes(), thread).array());
        return new ClosedLoop.Operation() {

            private long id = (long) thread << THREAD_SHIFT;

            @Override
            public void run() throws Exception {
                SimpleWaitIOCallback durable = new SimpleWaitIOCallback();
                journal.appendAddEvent(++id, TYPE, EncoderPersister.getInstance(), payload, true, durable);
                durable.waitCompletion();
            }
        };
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Override
    public void close() {
        // each measurement has closed its own
    }
}
