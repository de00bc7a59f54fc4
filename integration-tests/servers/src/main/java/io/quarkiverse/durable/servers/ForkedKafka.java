package io.quarkiverse.durable.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.servers.kafka.KafkaServerMain;

/** Kafka in a JVM and with a class path of its own. */
final class ForkedKafka implements KafkaBroker {

    private static final String CLASS_PATH_RESOURCE = "/META-INF/durable-kafka-server.classpath";

    private final int port = ServerSettings.freePort();
    private final Path folder = ServerSettings.newFolder("kafka");
    private final Reaper folderReaper = new Reaper(folder);
    private final String classPath = readClassPath();
    private final AppProcess.Builder program;
    private @Nullable AppProcess process;

    ForkedKafka() {
        Path properties = folder.resolve("server.properties");
        try (Writer out = Files.newBufferedWriter(properties)) {
            settings(ServerSettings.freePort()).store(out, null);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write " + properties + ": " + e.getMessage(), e);
        }
        program = AppProcess.mainClass(KafkaServerMain.class.getName(), ownLocation() + File.pathSeparator + classPath)
                .name("kafka")
                .jvmArgument("-XX:+UseSerialGC")
                .jvmArgument("-XX:TieredStopAtLevel=1")
                .property("org.slf4j.simpleLogger.defaultLogLevel", "warn")
                .property("org.slf4j.simpleLogger.log." + KafkaServerMain.class.getName(), "info")
                .argument(properties.toString());
        launch();
    }

    private Properties settings(int controllerPort) {
        String listener = "PLAINTEXT://" + ServerSettings.LOOPBACK + ":" + port;
        String controller = ServerSettings.LOOPBACK + ":" + controllerPort;
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("listeners", listener + ",CONTROLLER://" + controller),
                Map.entry("advertised.listeners", listener),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "1@" + controller),
                Map.entry("log.dirs", folder.resolve("data").toString()),
                Map.entry("broker.session.timeout.ms", "1000"),
                Map.entry("broker.heartbeat.interval.ms", "200"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152")));
        for (String topic : new String[] { "offsets.topic", "transaction.state.log", "share.coordinator.state.topic" }) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
            settings.put(topic + ".min.isr", "1");
        }
        settings.remove("offsets.topic.min.isr");
        return settings;
    }

    private static String readClassPath() {
        try (InputStream in = KafkaServerMain.class.getResourceAsStream(CLASS_PATH_RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The class path of the Kafka server was not built; build the module"
                        + " integration-tests/kafka-server at least to the phase compile");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + CLASS_PATH_RESOURCE + ": " + e.getMessage(), e);
        }
    }

    /** The class folder or the jar of the server's main class. */
    private static String ownLocation() {
        try {
            return Path.of(KafkaServerMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell where " + KafkaServerMain.class + " was loaded from", e);
        }
    }

    private void launch() {
        AppProcess started = program.start();
        process = started;
        started.awaitLine(KafkaServerMain.READY);
    }

    private AppProcess running() {
        AppProcess current = process;
        if (current == null) {
            throw new IllegalStateException("Kafka on port " + port + " is not running; restart() it first");
        }
        return current;
    }

    @Override
    public String url() {
        return ServerSettings.LOOPBACK + ":" + port;
    }

    @Override
    public String description() {
        String jar = Arrays.stream(classPath.split(File.pathSeparator))
                .map(path -> Path.of(path).getFileName().toString())
                .filter(name -> name.startsWith("kafka_"))
                .findFirst().orElse("Kafka");
        return "forked " + jar.replace(".jar", "");
    }

    @Override
    public synchronized void stop() {
        AppProcess current = running();
        current.thaw();
        current.terminate();
        current.close();
        process = null;
    }

    @Override
    public synchronized void kill9() {
        AppProcess current = running();
        current.close();
        process = null;
    }

    @Override
    public synchronized void restart() {
        if (process != null) {
            stop();
        }
        launch();
    }

    @Override
    public synchronized void freeze() {
        running().freeze();
    }

    @Override
    public synchronized void thaw() {
        running().thaw();
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            kill9();
        }
        folderReaper.close();
    }
}
