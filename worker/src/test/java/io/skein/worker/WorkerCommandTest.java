package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WorkerCommandTest {
  @TempDir Path data;

  private record Outcome(int code, String error) {}

  private static Outcome execute(String... arguments) {
    StringWriter error = new StringWriter();
    int code =
        new CommandLine(new WorkerCommand())
            .setErr(new PrintWriter(error, true))
            .execute(arguments);
    return new Outcome(code, error.toString());
  }

  @Test
  void aProcessThatIsTerminatedLeavesTheClusterAtOnce() throws Exception {
    try (Duck duck = new Duck();
        TestingServer server = new TestingServer();
        CuratorFramework zookeeper =
            ZooKeeperClients.connect(ZooKeeperAccess.open(server.getConnectString()))) {
      duck.write(data.resolve("tables/t/a.parquet"), "SELECT 1 AS a");
      Path log = data.resolve("log");
      Process process =
          new ProcessBuilder(
                  command(
                      "--id=w1",
                      "--zookeeper=" + server.getConnectString(),
                      "--data-dir=" + data.resolve("tables"),
                      "--port=0",
                      "--threads=1",
                      "--memory-limit=200MB"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  assertThat(process.isAlive()).isTrue();
                  assertThat(announcements(zookeeper))
                      .extracting(WorkerAnnouncement::state)
                      .containsExactly(WorkerState.SERVING);
                });
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(143);
        assertThat(announcements(zookeeper)).isEmpty();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(WorkerProcess.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<WorkerAnnouncement> announcements(CuratorFramework zookeeper)
      throws Exception {
    List<WorkerAnnouncement> announcements = new ArrayList<>();
    for (String name : zookeeper.getChildren().forPath("/skein/default/workers")) {
      announcements.add(
          WorkerAnnouncement.parse(zookeeper.getData().forPath("/skein/default/workers/" + name)));
    }
    return announcements;
  }

  @Test
  void withoutZooKeeperTheCommandSaysSoAndEnds() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Outcome outcome =
        execute("--id=w1", "--zookeeper=127.0.0.1:" + port, "--data-dir=" + data, "--port=0");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.error().strip())
        .isEqualTo(
            "worker w1: cannot reach ZooKeeper at 127.0.0.1:%d within 15 s: is it running?", port);
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    assertThat(execute("--id=w1", "--data-dir=" + data).error())
        .contains("Missing required option: '--zookeeper=HOST:PORT[,...]'");
    assertThat(
            execute("--id=w1", "--zookeeper=127.0.0.1:1", "--data-dir=" + data, "--threads=0")
                .error())
        .contains("threads must be at least 1: 0");
    assertThat(
            execute(
                    "--id=w1",
                    "--zookeeper=127.0.0.1:1",
                    "--data-dir=" + data,
                    "--secret-file=" + data.resolve("none"))
                .error())
        .contains("cannot read the cluster secret from file")
        .contains("none");
    assertThat(execute("--id=w 1", "--zookeeper=127.0.0.1:1", "--data-dir=" + data).error())
        .contains("worker id may have up to 64 letters");
  }
}
