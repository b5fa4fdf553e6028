package io.skein.planner;

import com.google.protobuf.ByteString;
import io.skein.protocol.table.Column;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How one query is answered. Immutable.
 *
 * @param lane how it runs as a whole
 * @param reason why it is this lane
 * @param columns names and DuckDB types of the result
 * @param schema the Arrow schema of the result
 * @param stages the stages; the last one gives the result, and its tasks are the result's parts
 * @param scans what is read of each table
 * @param searchPath schemas in which fragments look unqualified names up
 * @param result the result itself, as an Arrow IPC stream, where planning found it; then there are
 *     no stages
 * @param analyzed the plan that is to be run, and shown with what its tasks gave and took, for
 *     EXPLAIN ANALYZE; then there are neither stages nor a result
 * @param reusable whether the same text over the same catalog would be planned the same again
 */
public record DistributedPlan(
    Lane lane,
    String reason,
    List<Column> columns,
    Schema schema,
    List<PlannedStage> stages,
    List<ScannedTable> scans,
    List<String> searchPath,
    Optional<ByteString> result,
    Optional<DistributedPlan> analyzed,
    boolean reusable) {

  /** Creates the plan of a query that is answered with its own rows. */
  DistributedPlan(
      Lane lane,
      String reason,
      List<Column> columns,
      Schema schema,
      List<PlannedStage> stages,
      List<ScannedTable> scans,
      List<String> searchPath,
      Optional<ByteString> result) {
    this(lane, reason, columns, schema, stages, scans, searchPath, result, Optional.empty(), false);
  }

  public DistributedPlan {
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(reason, "reason");
    columns = List.copyOf(columns);
    Objects.requireNonNull(schema, "schema");
    stages = List.copyOf(stages);
    scans = List.copyOf(scans);
    searchPath = List.copyOf(searchPath);
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(analyzed, "analyzed");
    int answers =
        (stages.isEmpty() ? 0 : 1) + (result.isPresent() ? 1 : 0) + (analyzed.isPresent() ? 1 : 0);
    if (answers != 1) {
      throw new IllegalArgumentException(
          "a plan has either stages, a result, or a plan to analyze");
    }
  }

  /** Returns the plan of EXPLAIN ANALYZE of this one. */
  DistributedPlan toAnalyze(List<Column> explanation, Schema explanationSchema) {
    return new DistributedPlan(
        lane,
        reason,
        explanation,
        explanationSchema,
        List.of(),
        List.of(),
        searchPath,
        Optional.empty(),
        Optional.of(this),
        false);
  }

  /** Returns the same plan, which stands for every run of its text over its catalog. */
  DistributedPlan forEveryRun() {
    return new DistributedPlan(
        lane, reason, columns, schema, stages, scans, searchPath, result, analyzed, true);
  }

  /** Returns the stage whose tasks give the parts of the result. */
  public PlannedStage resultStage() {
    return stages.get(stages.size() - 1);
  }
}
