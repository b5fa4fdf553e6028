package io.skein.protocol.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.ticket.ClusterSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecretsTest {
  private static final ClusterPaths PATHS = new ClusterPaths("secrets");

  @TempDir Path folder;

  @Test
  void nodesThatAskAtTheSameTimeShareOneSecret() throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(8);
    try (TestingServer server = new TestingServer();
        CuratorFramework zookeeper =
            ZooKeeperClients.connect(ZooKeeperAccess.open(server.getConnectString()))) {
      Callable<ClusterSecret> ask = () -> ClusterSecrets.find(Optional.empty(), zookeeper, PATHS);
      List<String> ids = new ArrayList<>();
      for (Future<ClusterSecret> secret :
          nodes.invokeAll(List.of(ask, ask, ask, ask, ask, ask, ask, ask))) {
        ids.add(secret.get().id());
      }
      assertThat(ids).hasSize(8).containsOnly(ids.get(0));
    } finally {
      nodes.shutdownNow();
    }
  }

  @Test
  void aFileHoldsTheSecretWithoutItsLineEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
    assertThat(ClusterSecrets.ofFile(file).id())
        .isEqualTo(ClusterSecret.of("0123456789abcdef".getBytes("UTF-8")).id());
  }

  @Test
  void aShortSecretIsRefusedNamingTheFileButNotTheSecret() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2");
    assertThatThrownBy(() -> ClusterSecrets.ofFile(file))
        .isInstanceOf(SkeinException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("at least 16 bytes, but has 7")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aMissingFileIsRefusedNamingIt() {
    Path file = folder.resolve("missing");
    assertThatThrownBy(() -> ClusterSecrets.ofFile(file))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining(file.toString());
  }

  @Test
  void everyLineOfTheFileIsAKeyAndTheFirstSigns(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("secret");
    Files.writeString(file, "# new\n 0123456789abcdef \n\nfedcba9876543210\n");
    ClusterSecret secret = ClusterSecrets.ofFile(file);
    ClusterSecret first = ClusterSecret.of("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    ClusterSecret second = ClusterSecret.of("fedcba9876543210".getBytes(StandardCharsets.UTF_8));
    assertThat(secret.id()).isEqualTo(first.id());
    assertThat(secret.has(second.id())).isTrue();
    Files.writeString(file, "# nothing\n");
    assertThatThrownBy(() -> ClusterSecrets.ofFile(file))
        .hasMessageContaining("the cluster secret has no key");
  }
}
