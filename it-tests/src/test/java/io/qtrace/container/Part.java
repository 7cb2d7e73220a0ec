package io.qtrace.container;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A container that a test kills, cuts off and brings back. Its name is its host name for others.
 */
final class Part implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int STOP_SECONDS = 60;

  private final String name;
  private final Network network;
  private final GenericContainer<?> container;
  private final DockerClient docker = DockerClientFactory.instance().client();
  private String lastLogs = "";

  Part(String image, String name, Network network, Map<String, String> environment) {
    this.name = name;
    this.network = network;
    this.container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withNetwork(network)
            .withNetworkAliases(name)
            .withEnv(environment)
            .withLabel("io.qtrace.test", "true")
            .waitingFor(new NotAtAll());
  }

  /** Tests wait for what they need. */
  private static final class NotAtAll extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }

  /** The same port of the host at each start, at 127.0.0.1. */
  Part publish(int hostPort, int port) {
    container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(hostPort, port)));
    return this;
  }

  /** When it fails by itself; not after {@link #kill}. */
  Part restarting() {
    container.withCreateContainerCmdModifier(
        command ->
            Objects.requireNonNull(command.getHostConfig())
                .withRestartPolicy(RestartPolicy.onFailureRestart(5)));
    return this;
  }

  Part mount(Path directory, String at) {
    container.withCreateContainerCmdModifier(
        command -> {
          var host = Objects.requireNonNull(command.getHostConfig());
          host.withBinds(new Bind(directory.toAbsolutePath().toString(), new Volume(at)));
        });
    return this;
  }

  Part start() {
    container.start();
    return this;
  }

  String name() {
    return name;
  }

  private String id() {
    return container.getContainerId();
  }

  /** SIGKILL: nothing in the container gets to run any more. */
  void kill() {
    docker.killContainerCmd(id()).exec();
    await().atMost(PATIENCE).until(() -> !isRunning());
  }

  /** SIGTERM, as {@code docker stop} does. Returns the exit code. */
  long stop() {
    docker.stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
    return Objects.requireNonNull(inspect().getState().getExitCodeLong());
  }

  /** After {@link #kill} or {@link #stop}: the same container with what it has written. */
  void startAgain() {
    docker.startContainerCmd(id()).exec();
  }

  /** SIGSTOP: its connections stay open, and nobody answers. */
  void freeze() {
    docker.killContainerCmd(id()).withSignal("STOP").exec();
  }

  void thaw() {
    docker.killContainerCmd(id()).withSignal("CONT").exec();
  }

  /** Takes the container out of the network, with all its connections. */
  void cutOff() {
    docker.disconnectFromNetworkCmd().withNetworkId(network.getId()).withContainerId(id()).exec();
  }

  void reconnect() {
    docker
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(id())
        .withContainerNetwork(new ContainerNetwork().withAliases(name))
        .exec();
  }

  boolean isRunning() {
    return Boolean.TRUE.equals(inspect().getState().getRunning());
  }

  /** By the image's own health check. */
  boolean isHealthy() {
    var health = inspect().getState().getHealth();
    return isRunning() && health != null && "healthy".equals(health.getStatus());
  }

  /** Fails with what the container printed at last. */
  Part awaitHealthy() {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> isHealthy() || !isRunning());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(name + " does not get healthy:\n" + lastLines(), e);
    }
    if (!isHealthy()) {
      throw new AssertionError(name + " has ended:\n" + lastLines());
    }
    return this;
  }

  String lastLines() {
    var lines = logs().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** What a command in the container prints. */
  String execute(String... command) throws Exception {
    return container.execInContainer(command).getStdout();
  }

  InspectContainerResponse inspect() {
    return docker.inspectContainerCmd(id()).exec();
  }

  /** Also after the container was removed. */
  String logs() {
    return container.getContainerId() == null ? lastLogs : container.getLogs();
  }

  @Override
  public void close() {
    lastLogs = logs();
    container.stop();
  }
}
