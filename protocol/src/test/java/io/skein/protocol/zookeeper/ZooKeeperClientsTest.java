package io.skein.protocol.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;

class ZooKeeperClientsTest {

  @Test
  void aClientIsConnectedWhenItIsReturned() throws Exception {
    try (TestingServer server = new TestingServer();
        CuratorFramework zookeeper =
            ZooKeeperClients.connect(ZooKeeperAccess.open(server.getConnectString()))) {
      assertThat(zookeeper.getZookeeperClient().isConnected()).isTrue();
    }
  }

  @Test
  void whereNobodyAnswersTheErrorNamesTheAddressAndTheTimeWaited() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                ZooKeeperClients.connect(
                    ZooKeeperAccess.open("127.0.0.1:" + port), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ZOOKEEPER_UNAVAILABLE))
        .hasMessage("cannot reach ZooKeeper at 127.0.0.1:%d within 1 s: is it running?", port);
  }

  @Test
  void whatANodeLeavesOnlyThoseWithTheSameCredentialsMayRead() throws Exception {
    try (TestingServer server = new TestingServer();
        CuratorFramework node = ZooKeeperClients.connect(as(server, "skein", "right"));
        CuratorFramework same = ZooKeeperClients.connect(as(server, "skein", "right"));
        CuratorFramework other = ZooKeeperClients.connect(as(server, "skein", "wrong"));
        CuratorFramework nobody =
            ZooKeeperClients.connect(ZooKeeperAccess.open(server.getConnectString()))) {
      node.create().creatingParentsIfNeeded().forPath("/skein/default/secret", new byte[] {1});
      assertThat(same.getData().forPath("/skein/default/secret")).containsExactly(1);
      for (CuratorFramework foreign : List.of(other, nobody)) {
        assertThatThrownBy(() -> foreign.getData().forPath("/skein/default/secret"))
            .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(() -> foreign.create().forPath("/skein/default/workers"))
            .isInstanceOf(KeeperException.NoAuthException.class);
      }
    }
  }

  private static ZooKeeperAccess as(TestingServer server, String name, String password) {
    return new ZooKeeperAccess(
        server.getConnectString(),
        Optional.of(new ZooKeeperAccess.Credentials(name, password)),
        Optional.empty());
  }
}
