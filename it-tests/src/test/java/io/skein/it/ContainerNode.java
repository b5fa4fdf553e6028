package io.skein.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;

/** A node of Skein in a container, to which bad things can be done. Used by one thread. */
final class ContainerNode implements AutoCloseable {
  private static final int TAIL_LINES = 30;
  private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(30);

  private final GenericContainer<?> container;
  private final String network;
  private final List<String> aliases;

  /**
   * Creates a node.
   *
   * @param container is running
   * @param network the id of the network that it is connected to
   */
  ContainerNode(GenericContainer<?> container, String network, List<String> aliases) {
    this.container = container;
    this.network = network;
    this.aliases = List.copyOf(aliases);
  }

  /** Ends it without a chance to say anything: SIGKILL. */
  void kill() {
    docker().killContainerCmd(id()).exec();
    docker().waitContainerCmd(id()).start().awaitStatusCode();
  }

  /** Has it go on, whatever was done to it: started again if it ended, thawed if it is frozen. */
  void recover() {
    var state = inspect().getState();
    if (Boolean.TRUE.equals(state.getPaused())) {
      docker().unpauseContainerCmd(id()).exec();
    } else if (!Boolean.TRUE.equals(state.getRunning())) {
      docker().startContainerCmd(id()).exec();
    }
  }

  /**
   * Freezes its processes: what is sent to them is taken and not answered. Older engines do not
   * succeed at once with a process that is busy.
   */
  void pause() {
    Awaitility.await()
        .atMost(PAUSE_TIMEOUT)
        .ignoreException(InternalServerErrorException.class)
        .until(
            () -> {
              docker().pauseContainerCmd(id()).exec();
              return true;
            });
  }

  /** Takes it from its network; its connections break without a word. */
  void disconnect() {
    docker().disconnectFromNetworkCmd().withContainerId(id()).withNetworkId(network).exec();
  }

  /** Connects it to its network again, perhaps under another address. */
  void reconnect() {
    docker()
        .connectToNetworkCmd()
        .withContainerId(id())
        .withNetworkId(network)
        .withContainerNetwork(new ContainerNetwork().withAliases(aliases))
        .exec();
  }

  /** Returns its address in its network. */
  String address() {
    return inspect().getNetworkSettings().getNetworks().values().stream()
        .filter(it -> network.equals(it.getNetworkID()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(id() + " is not connected"))
        .getIpAddress();
  }

  /** Returns the port of the host under which its port is published now. */
  int publishedPort(int port) {
    Ports.Binding[] bindings =
        inspect().getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException("port %d of %s is not published".formatted(port, id()));
    }
    return Integer.parseInt(bindings[0].getHostPortSpec());
  }

  /** Returns whether it runs. */
  boolean isRunning() {
    return Boolean.TRUE.equals(inspect().getState().getRunning());
  }

  /** Returns whether the kernel ended it because its memory was at its limit. */
  boolean wasOutOfMemory() {
    return Boolean.TRUE.equals(inspect().getState().getOOMKilled());
  }

  /** Runs the command in it, and returns what it wrote to standard output. */
  String run(String... command) throws Exception {
    var result = container.execInContainer(command);
    if (result.getExitCode() != 0) {
      throw new IllegalStateException(
          "%s: exit code %d: %s"
              .formatted(List.of(command), result.getExitCode(), result.getStderr()));
    }
    return result.getStdout();
  }

  /** Returns the last lines of its log. */
  String logTail() {
    List<String> lines = container.getLogs().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private String id() {
    return container.getContainerId();
  }

  private InspectContainerResponse inspect() {
    return docker().inspectContainerCmd(id()).exec();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  /** Ends and removes it, unless that was done before. */
  @Override
  public void close() {
    if (id() == null) {
      return;
    }
    // A frozen container cannot be ended.
    if (Boolean.TRUE.equals(inspect().getState().getPaused())) {
      recover();
    }
    container.stop();
  }
}
