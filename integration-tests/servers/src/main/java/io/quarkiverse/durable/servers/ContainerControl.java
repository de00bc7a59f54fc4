package io.quarkiverse.durable.servers;

import java.util.concurrent.TimeUnit;

import org.testcontainers.containers.GenericContainer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;

/** Stops, kills and restarts a container in place, so that its data and its published port stay the same. */
final class ContainerControl {

    private static final int STOP_SECONDS_MAX = 20;

    private final GenericContainer<?> container;

    ContainerControl(GenericContainer<?> container) {
        this.container = container;
    }

    /** Before the start. Testcontainers would publish another port after each restart. */
    void fixPort(int hostPort, int containerPort) {
        Ports.Binding binding = isLocal() ? Ports.Binding.bindIpAndPort(ServerSettings.LOOPBACK, hostPort)
                : Ports.Binding.bindPort(hostPort);
        container.withCreateContainerCmdModifier(command -> {
            if (command.getHostConfig() != null) {
                command.getHostConfig().withPortBindings(new PortBinding(binding, ExposedPort.tcp(containerPort)));
            }
        });
    }

    String host() {
        return isLocal() ? ServerSettings.LOOPBACK : container.getHost();
    }

    private boolean isLocal() {
        return "localhost".equals(container.getHost()) || ServerSettings.LOOPBACK.equals(container.getHost());
    }

    void stop() {
        if (state().getPaused() == Boolean.TRUE) {
            thaw();
        }
        if (state().getRunning() == Boolean.TRUE) {
            client().stopContainerCmd(id()).withTimeout(STOP_SECONDS_MAX).exec();
        }
    }

    void kill9() {
        client().killContainerCmd(id()).withSignal("KILL").exec();
        client().waitContainerCmd(id()).start().awaitStatusCode(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    }

    void restart() {
        stop();
        client().startContainerCmd(id()).exec();
    }

    void freeze() {
        client().pauseContainerCmd(id()).exec();
    }

    void thaw() {
        client().unpauseContainerCmd(id()).exec();
    }

    private ContainerState state() {
        return client().inspectContainerCmd(id()).exec().getState();
    }

    private DockerClient client() {
        return container.getDockerClient();
    }

    private String id() {
        return container.getContainerId();
    }
}
