package io.quarkiverse.durable.servers.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/**
 * Main class of a forked one-node Kafka. Formats an empty folder, starts, says {@link #READY}, and halts when its standard
 * input ends: when the process that started it is gone, it must not stay behind.
 */
public final class KafkaServerMain {

    public static final String READY = "Kafka broker is ready";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaServerMain.class);
    private static final String CLUSTER_ID = "ZHVyYWJsZS10ZXN0cy1rMQ";
    private static final int EXIT_PARENT_GONE = 3;

    private KafkaServerMain() {
    }

    /** @param arguments the path of the server's properties file */
    public static void main(String[] arguments) throws Exception {
        haltWhenTheParentIsGone();
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(in);
        }
        format(properties);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        LOG.info(READY);
        server.awaitShutdown();
    }

    private static void format(Properties properties) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setClusterId(CLUSTER_ID)
                    .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                    .setDirectories(List.of(properties.getProperty("log.dirs")))
                    .setMetadataLogDirectory(properties.getProperty("log.dirs"))
                    .setControllerListenerName(properties.getProperty("controller.listener.names"))
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    private static void haltWhenTheParentIsGone() {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.warn("Standard input failed, halting", e);
            }
            Runtime.getRuntime().halt(EXIT_PARENT_GONE);
        }, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
