package io.quarkiverse.durable.benchmark.wal;

/** One side of the comparison, alone in its process. */
interface Contender extends AutoCloseable {

    /** What is worth saying about how it runs here. */
    String describe() throws Exception;

    Outcome measure(Task task) throws Exception;

    @Override
    void close() throws Exception;
}
