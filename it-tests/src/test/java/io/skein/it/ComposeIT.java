package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The cluster of {@code deploy/compose} as its README says, used from the host. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {
  private static final String SUITE = "ComposeIT";
  private static final String SECRET = "a secret of the compose test";
  private static final String SQL = "SELECT count(*) AS n, sum(id) AS total FROM dataset";
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  @TempDir static Path folder;
  private static ComposeProject project;
  private static int port;

  @BeforeAll
  static void up() throws Exception {
    ContainerEngine.require(SUITE);
    Optional<List<String>> compose = ComposeProject.findCompose(folder);
    if (compose.isEmpty()) {
      ContainerEngine.lacks(SUITE, "docker-compose or docker compose");
    }
    port = freePort();
    project =
        new ComposeProject(compose.orElseThrow(), "skein-it", folder)
            .with("SKEIN_DOCKERFILE", "deploy/compose/Dockerfile.prebuilt")
            .with("SKEIN_IMAGE", "skein:it")
            .with("SKEIN_SECRET", SECRET)
            .with("SKEIN_PORT", String.valueOf(port))
            .with("SKEIN_WORKER_MEMORY", "1g");
    project.compose("build");
    project.compose("up", "-d", "--scale", "worker=2");
    awaitWorkers(2);
  }

  @AfterAll
  static void down() {
    if (project != null) {
      project.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  @Order(1)
  void theHostsCommandIsAnswered() throws Exception {
    SkeinRun run = SkeinRun.of(folder, "query", "--port", String.valueOf(port), "--query", SQL);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("100000").contains("4999950000");
  }

  @Test
  @Order(1)
  void theWorkersAnswerTheHostThemselves() throws Exception {
    try (SkeinClient client = client();
        QueryResult result = client.query("SELECT * FROM dataset")) {
      assertThat(firstLocations(result)).hasSize(2);
      assertThat(result.count()).isEqualTo(100_000);
      assertThat(result.progress().failovers()).isZero();
    }
  }

  @Test
  @Order(1)
  void everyNodeIsHealthyAsSoonAsItIsReady() throws Exception {
    for (String service : List.of("zookeeper", "coordinator", "worker")) {
      for (String container : project.containers(service)) {
        Awaitility.await(service)
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(
                            docker()
                                .inspectContainerCmd(container)
                                .exec()
                                .getState()
                                .getHealth()
                                .getStatus())
                        .isEqualTo("healthy"));
      }
    }
  }

  @Test
  @Order(2)
  void aNodeIsNobodyAndWritesNothingButItsScratchFolder() throws Exception {
    String worker = project.containers("worker").get(0);
    InspectContainerResponse container = docker().inspectContainerCmd(worker).exec();
    assertThat(container.getConfig().getUser()).isEqualTo("10001:10001");
    assertThat(container.getHostConfig().getReadonlyRootfs()).isTrue();
    assertThat(container.getHostConfig().getMemory()).isEqualTo(1L << 30);
    assertThat(
            container.getMounts().stream()
                .filter(mount -> !Boolean.FALSE.equals(mount.getRW()))
                .map(mount -> String.valueOf(mount.getDestination().getPath())))
        .containsExactly("/scratch");
    assertThat(String.join(" ", container.getArgs())).doesNotContain(SECRET);
    assertThat(docker().inspectImageCmd("skein:it").exec().getConfig().getEnv())
        .noneMatch(variable -> variable.startsWith("SKEIN_SECRET"));
  }

  @Test
  @Order(3)
  void moreWorkersShareTheWorkAndFewerStillAnswer() throws Exception {
    project.compose("up", "-d", "--scale", "worker=3");
    awaitWorkers(3);
    requireRight();
    docker().killContainerCmd(project.containers("worker").get(0)).exec();
    requireRight();
    project.compose("up", "-d", "--scale", "worker=1");
    awaitWorkers(1);
    requireRight();
  }

  @Test
  @Order(4)
  void theCoordinatorPassesRowsOnWhereTheHostDoesNotKnowTheWorkers() throws Exception {
    project.with("SKEIN_ADVERTISE", "name");
    project.compose("up", "-d", "--no-deps", "--scale", "worker=2", "worker");
    // Those of before are at addresses; one of them may still serve beside one of the new ones.
    awaitLocations(
        locations ->
            assertThat(locations)
                .hasSize(2)
                .noneMatch(location -> location.matches("grpc\\+tcp://[0-9.]+:[0-9]+")));
    try (SkeinClient client = client();
        QueryResult result = client.query("SELECT * FROM dataset")) {
      assertThat(result.count()).isEqualTo(100_000);
      assertThat(result.progress().failovers()).isPositive();
    }
  }

  private static void requireRight() throws IOException {
    try (SkeinClient client = client()) {
      List<List<Object>> rows = client.fetchAll(SQL);
      assertThat(rows).hasSize(1);
      assertThat(rows.get(0)).map(String::valueOf).containsExactly("100000", "4999950000");
    }
  }

  private static SkeinClient client() {
    return SkeinClient.connect("127.0.0.1", port);
  }

  /** Waits until so many workers, and no others, share in a scan of the table. */
  private static void awaitWorkers(int count) {
    awaitLocations(locations -> assertThat(locations).hasSize(count));
  }

  private static void awaitLocations(Consumer<Set<String>> right) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (SkeinClient client = client();
                  QueryResult result = client.query("SELECT * FROM dataset")) {
                right.accept(firstLocations(result));
              }
            });
  }

  private static Set<String> firstLocations(QueryResult result) {
    return result.endpoints().stream()
        .map(endpoint -> endpoint.locations().get(0))
        .collect(Collectors.toSet());
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }
}
