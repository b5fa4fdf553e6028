package io.skein.coordinator.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.coordinator.tracking.PlanningPlaces;
import io.skein.coordinator.tracking.QueryLimits;
import io.skein.planner.DistributedPlan;
import io.skein.planner.Lane;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.planner.catalog.Catalog;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.table.Column;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
  private final CountingObserver observed = new CountingObserver();
  private final PlanCache cache = new PlanCache(observed, new PlanningPlaces(QueryLimits.DEFAULTS));
  private final Catalog catalog = new Catalog(Map.of(), Map.of("w1", "grpc+tcp://127.0.0.1:1"));
  private int planned;

  private static final class CountingObserver implements PlanObserver {
    private int planned;
    private int reused;

    @Override
    public void planned(Duration time) {
      assertThat(time).isPositive();
      planned++;
    }

    @Override
    public void reused() {
      reused++;
    }
  }

  @Test
  void plansTheSameRequestOnce() {
    DistributedPlan first = plan("SELECT 1", catalog, true);
    assertThat(plan("SELECT 1", catalog, true)).isSameAs(first);
    assertThat(planned).isEqualTo(1);
    assertThat(observed.planned).isEqualTo(1);
    assertThat(observed.reused).isEqualTo(1);
  }

  @Test
  void plansAnewWhatDependsOnMoreThanTheRequest() {
    plan("SELECT now()", catalog, false);
    plan("SELECT now()", catalog, false);
    assertThat(planned).isEqualTo(2);
  }

  @Test
  void plansAnewOverAnotherCatalogEvenIfItIsEqual() {
    plan("SELECT 1", catalog, true);
    plan("SELECT 1", new Catalog(catalog.tables(), catalog.locations()), true);
    assertThat(planned).isEqualTo(2);
  }

  @Test
  void plansAnewForAnotherUser() {
    plan("SELECT 1", catalog, true);
    cache.plan(
        QueryRequest.of("SELECT 1", new Caller("ada", TableGrants.ALL)),
        catalog,
        () -> planOf(true));
    assertThat(planned).isEqualTo(2);
  }

  @Test
  void forgetsThePlansThatWereNotAskedForTheLongest() {
    plan("SELECT -1", catalog, true);
    for (int i = 0; i < 256; i++) {
      plan("SELECT " + i, catalog, true);
    }
    planned = 0;
    plan("SELECT 255", catalog, true);
    assertThat(planned).isZero();
    plan("SELECT -1", catalog, true);
    assertThat(planned).isEqualTo(1);
  }

  private DistributedPlan plan(String sql, Catalog over, boolean reusable) {
    return cache.plan(QueryRequest.of(sql, Caller.ANYBODY), over, () -> planOf(reusable));
  }

  private DistributedPlan planOf(boolean reusable) {
    planned++;
    Schema schema = new Schema(List.of());
    return new DistributedPlan(
        Lane.LOCAL,
        "for the test",
        List.of(new Column("n", "BIGINT")),
        schema,
        List.of(
            new PlannedStage(
                0, "SELECT 1", schema, List.of(new PlannedTask(List.of(), List.of("w1"))))),
        List.of(),
        List.of("main"),
        Optional.empty(),
        Optional.empty(),
        reusable);
  }
}
