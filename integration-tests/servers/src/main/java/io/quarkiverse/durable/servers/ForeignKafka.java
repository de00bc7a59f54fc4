package io.quarkiverse.durable.servers;

/** A server that is not the caller's to stop: named by configuration, or shared by the whole JVM. */
record ForeignKafka(String url) implements KafkaBroker {

    @Override
    public String description() {
        return "Kafka, not ours to stop";
    }

    @Override
    public void stop() {
        throw refused();
    }

    @Override
    public void kill9() {
        throw refused();
    }

    @Override
    public void restart() {
        throw refused();
    }

    @Override
    public void freeze() {
        throw refused();
    }

    @Override
    public void thaw() {
        throw refused();
    }

    /** Leaves the server alone. */
    @Override
    public void close() {
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(
                "Kafka at " + url + " is shared and cannot be stopped; take one of your own with KafkaBroker.start()");
    }
}
