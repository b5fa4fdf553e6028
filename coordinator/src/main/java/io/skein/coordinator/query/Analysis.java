package io.skein.coordinator.query;

import io.skein.planner.AnalyzedPlan;
import io.skein.planner.DistributedPlan;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.ticket.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One EXPLAIN ANALYZE, planned and ready to be run. Used by one thread, but for {@link #cancel},
 * which any thread may call.
 */
public final class Analysis {
  private static final Logger LOG = LoggerFactory.getLogger(Analysis.class);

  private final DistributedPlan plan;
  private final DistributedPlan analyzed;
  private final List<Endpoint> endpoints;
  private final ProfiledRun run;
  private final QueryId query;
  private final long start;
  private final Runnable onEnd;
  private final long planned = System.nanoTime();

  /**
   * Creates an analysis.
   *
   * @param plan the plan of the statement, with the plan that is to be run
   * @param endpoints the profiled tasks that give the result
   * @param start when planning began, as {@link System#nanoTime} says
   * @param onEnd is run when the query has ended
   */
  Analysis(
      QueryId query, DistributedPlan plan, List<Endpoint> endpoints, long start, Runnable onEnd) {
    this.onEnd = onEnd;
    this.query = query;
    this.plan = plan;
    this.analyzed = plan.analyzed().orElseThrow();
    this.endpoints = endpoints;
    this.run = new ProfiledRun(query);
    this.start = start;
  }

  /** Returns the schema of what it gives. */
  public Schema schema() {
    return plan.schema();
  }

  /**
   * Runs the query, dropping its rows, and returns the one row that EXPLAIN ANALYZE gives.
   *
   * @param allocator is charged with the rows and with what is returned
   * @throws io.skein.protocol.error.SkeinException the query's own error, or CANCELLED
   */
  public VectorSchemaRoot run(FlightClients clients, BufferAllocator allocator) {
    try {
      run.run(endpoints, clients, allocator);
    } finally {
      onEnd.run();
    }
    AnalyzedPlan done =
        new AnalyzedPlan(
            analyzed, run.tasks(), run.rows(), millis(planned - start), millis(now() - start));
    LOG.info("Query {}: analyzed in {} ms", query, done.totalMillis());
    return row(String.join("\n", done.lines()), allocator);
  }

  /** Ends the query; the running thread gets an error. */
  public void cancel() {
    run.cancel();
  }

  private VectorSchemaRoot row(String lines, BufferAllocator allocator) {
    VectorSchemaRoot root = VectorSchemaRoot.create(plan.schema(), allocator);
    try {
      set(root, 0, AnalyzedPlan.KEY);
      set(root, 1, lines);
      root.setRowCount(1);
      return root;
    } catch (RuntimeException e) {
      root.close();
      throw e;
    }
  }

  private static void set(VectorSchemaRoot root, int column, String text) {
    ((VarCharVector) root.getVector(column)).setSafe(0, text.getBytes(StandardCharsets.UTF_8));
  }

  private static long now() {
    return System.nanoTime();
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
