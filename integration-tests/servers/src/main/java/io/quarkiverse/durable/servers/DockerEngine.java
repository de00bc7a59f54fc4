package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Asks whether a Docker engine answers, with the JDK's own sockets: a client library is loaded, and speaks up, only where there
 * is one.
 */
final class DockerEngine {

    private static final int CONNECT_MS_MAX = 2_000;
    private static final byte[] PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private DockerEngine() {
    }

    static boolean answers() {
        Optional<URI> configured = configured();
        if (configured.isPresent()) {
            return answers(configured.get());
        }
        return defaultSockets().anyMatch(DockerEngine::unixSocketAnswers);
    }

    static boolean answers(URI host) {
        return switch (String.valueOf(host.getScheme())) {
            case "unix" -> unixSocketAnswers(Path.of(host.getPath()));
            case "tcp", "http", "https" -> tcpAccepts(host);
            default -> false;
        };
    }

    private static Optional<URI> configured() {
        return ServerSettings.find("DOCKER_HOST").or(DockerEngine::fromTestcontainersFile).map(URI::create);
    }

    private static Optional<String> fromTestcontainersFile() {
        Path file = Path.of(System.getProperty("user.home"), ".testcontainers.properties");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty("tc.host", properties.getProperty("docker.host")));
    }

    private static Stream<Path> defaultSockets() {
        Path home = Path.of(System.getProperty("user.home"));
        Stream<Path> usual = Stream.of(Path.of("/var/run/docker.sock"), home.resolve(".docker/run/docker.sock"),
                home.resolve(".docker/desktop/docker.sock"));
        Stream<Path> rootless = ServerSettings.find("XDG_RUNTIME_DIR").stream().map(folder -> Path.of(folder, "docker.sock"));
        return Stream.concat(usual, rootless);
    }

    private static boolean unixSocketAnswers(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(PING));
            ByteBuffer answer = ByteBuffer.allocate(64);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                continue;
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Over TCP there may be TLS, which is the client library's business: somebody listens, more is not asked. */
    private static boolean tcpAccepts(URI host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.getHost(), host.getPort() < 0 ? 2375 : host.getPort()), CONNECT_MS_MAX);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
