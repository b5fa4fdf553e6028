package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.Result;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerServerTest {
  @TempDir Path data;
  private WorkerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new WorkerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.requireIdle();
    fixture.close();
  }

  @Test
  void aTicketIsRedeemedForTheRowsOfItsShards() {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT i, 'x' || i AS s FROM range(3) r(i)");
    fixture.duck().write(data.resolve("t/b.parquet"), "SELECT i, 'y' || i AS s FROM range(2) r(i)");
    WorkerServer worker = fixture.start("w1", data);
    assertThat(
            fixture.run(
                worker, fixture.scanTask(worker, "SELECT s, i + 1 FROM t WHERE i > 0", "t")))
        .containsExactly(List.of("x1", "2"), List.of("x2", "3"), List.of("y1", "2"));
  }

  @Test
  void theWorkerAnnouncesItselfAndTellsItsInventory() throws Exception {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS i");
    WorkerServer worker = fixture.start("w1", data);
    try (CuratorFramework client =
        ZooKeeperClients.connect(fixture.zookeeper().getConnectString())) {
      List<String> names = client.getChildren().forPath("/skein/default/workers");
      assertThat(names).hasSize(1);
      WorkerAnnouncement announcement =
          WorkerAnnouncement.parse(
              client.getData().forPath("/skein/default/workers/" + names.get(0)));
      assertThat(announcement.state()).isEqualTo(WorkerState.SERVING);
      assertThat(announcement.location()).isEqualTo(worker.location());
      assertThat(announcement.epoch()).isEqualTo(1);
      List<byte[]> messages = new ArrayList<>();
      fixture
          .clients()
          .client(announcement.location())
          .doAction(new Action(Inventory.ACTION))
          .forEachRemaining((Result result) -> messages.add(result.getBody()));
      assertThat(Inventory.fromMessages(messages)).isEqualTo(worker.inventory());
    }
  }
}
