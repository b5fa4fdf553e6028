package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.distribute.NotDistributable;
import io.skein.planner.distribute.StagedLane;
import io.skein.planner.parameter.BoundStatement;
import io.skein.planner.parameter.ParameterFields;
import io.skein.planner.parameter.StatementParameters;
import io.skein.planner.plan.ColumnPruning;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PlanReader;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.planner.render.SqlRenderer;
import io.skein.planner.shell.ShellDatabase;
import io.skein.planner.shell.Shells;
import io.skein.planner.statement.DistinctOnBarrier;
import io.skein.planner.statement.ExplainMode;
import io.skein.planner.statement.Statement;
import io.skein.planner.statement.Statement.Trait;
import io.skein.planner.statement.StatementGate;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import io.skein.protocol.type.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What turns SQL and a catalog into a distributed plan: DuckDB parses, binds and optimizes over
 * shells of the catalog's tables; the planner chooses the lane and cuts. Thread-safe. It uses no
 * network and no clock.
 */
public final class Planner implements AutoCloseable {
  /** The columns of EXPLAIN, as DuckDB names them. */
  private static final List<Column> EXPLANATION =
      List.of(new Column("explain_key", "VARCHAR"), new Column("explain_value", "VARCHAR"));

  private final BufferAllocator allocator;
  private final GatherLimit gatherLimit;
  private final DistributionOptions distribution;
  private final Shells shells = new Shells();

  /**
   * Creates a planner.
   *
   * @param allocator where schemas and small results are exported to; stays the caller's
   * @param gatherLimitBytes how many uncompressed bytes a query may pull to one worker
   * @param distribution from which sizes on queries move rows in which way
   */
  public Planner(
      BufferAllocator allocator, long gatherLimitBytes, DistributionOptions distribution) {
    this.allocator = allocator;
    this.gatherLimit = new GatherLimit(gatherLimitBytes);
    this.distribution = distribution;
  }

  /** Returns the version of the DuckDB that plans, as {@code SELECT version()} says. */
  public static String duckdbVersion() {
    try (ShellDatabase database = ShellDatabase.open(Catalog.EMPTY)) {
      return database.version();
    }
  }

  /** Returns how a statement without parameters is answered; see the other method. */
  public DistributedPlan plan(String sql, Catalog catalog, int seed) {
    return plan(PlanRequest.of(sql), catalog, seed);
  }

  /**
   * Returns how the statement is answered over the catalog.
   *
   * @param seed spreads tasks that may run anywhere
   * @throws SkeinException if the statement is refused or does not bind, or if a table that it
   *     reads is not complete
   */
  public DistributedPlan plan(PlanRequest request, Catalog catalog, int seed) {
    return shells.use(
        catalog, shared -> plan(request, catalog, seed, shared.lookingFirstInto(request.schema())));
  }

  private DistributedPlan plan(
      PlanRequest request, Catalog catalog, int seed, ShellDatabase current) {
    Statement unbound = current.use(connection -> StatementGate.parse(connection, request.sql()));
    BoundStatement bound = BoundStatement.of(current, unbound, request.parameters());
    Statement statement = bound.statement();
    DistributedPlan plan = new Planning(current, catalog, bound, request.unsigned(), seed).plan();
    if (statement.explain() == ExplainMode.NONE) {
      // Without traits the statement's constants depend on neither the clock nor the session.
      return statement.traits().isEmpty() && !plan.stages().isEmpty() ? plan.forEveryRun() : plan;
    }
    boolean analyze = statement.explain() == ExplainMode.ANALYZE;
    if (analyze && plan.result().isEmpty()) {
      return plan.toAnalyze(EXPLANATION, current.arrowSchema(EXPLANATION, allocator));
    }
    return inline(
        current,
        "SELECT '%s' AS explain_key, %s AS explain_value"
            .formatted(
                analyze ? AnalyzedPlan.KEY : "distributed_plan",
                SqlText.literal(String.join("\n", PlanPrinter.lines(plan, statement.explain())))),
        EXPLANATION,
        Unsigned.EXACT,
        "it shows a plan");
  }

  /**
   * Returns what is known of the statement before its parameters have values.
   *
   * @throws SkeinException as {@link #plan} does, as far as it can be known now
   */
  public PreparedQuery prepare(PlanRequest request, Catalog catalog) {
    return shells.use(
        catalog,
        shared -> {
          ShellDatabase current = shared.lookingFirstInto(request.schema());
          Statement statement =
              current.use(connection -> StatementGate.parse(connection, request.sql()));
          requireUsableTables(statement, catalog, current);
          StatementParameters parameters = StatementParameters.of(statement);
          List<Column> result = parameters.describe(current);
          return new PreparedQuery(
              current.arrowSchema(
                  statement.explain() == ExplainMode.NONE ? result : EXPLANATION,
                  request.unsigned(),
                  allocator),
              ParameterFields.announced(
                  current.arrowSchema(parameters.columns(current), allocator)));
        });
  }

  /** Returns the Arrow schema in which a table's rows are sent. */
  public Schema schema(CatalogTable table, Catalog catalog, Unsigned unsigned) {
    return shells.use(
        catalog, current -> current.arrowSchema(table.columns(), unsigned, allocator));
  }

  private DistributedPlan inline(
      ShellDatabase current, String sql, List<Column> columns, Unsigned unsigned, String reason) {
    Schema schema = current.arrowSchema(columns, unsigned, allocator);
    return new DistributedPlan(
        Lane.LOCAL,
        reason,
        columns,
        schema,
        List.of(),
        List.of(),
        current.searchPath(),
        Optional.of(InlineResult.run(current, sql, columns, unsigned, schema, allocator)));
  }

  /** A table without known columns has no shell: its own problem says more than DuckDB would. */
  private static void requireUsableTables(
      Statement statement, Catalog catalog, ShellDatabase current) {
    for (TableName name : TableNames.mentioned(statement, catalog, current.searchPath())) {
      catalog
          .table(name)
          .filter(table -> table.columns().isEmpty())
          .flatMap(CatalogTable::problem)
          .or(() -> current.problem(name))
          .ifPresent(
              problem -> {
                throw problem.toException();
              });
    }
  }

  @Override
  public void close() {
    shells.close();
  }

  /** The planning of one statement. */
  private final class Planning {
    private final ShellDatabase current;
    private final Catalog catalog;
    private final BoundStatement bound;
    private final Statement statement;
    private final Unsigned unsigned;
    private final int seed;

    Planning(
        ShellDatabase current, Catalog catalog, BoundStatement bound, Unsigned unsigned, int seed) {
      this.current = current;
      this.catalog = catalog;
      this.bound = bound;
      this.statement = bound.statement();
      this.unsigned = unsigned;
      this.seed = seed;
    }

    DistributedPlan plan() {
      requireUsableTables(statement, catalog, current);
      List<Column> columns = bound.columns(current);
      Readable readable = readablePlan();
      PlanOutline outline =
          readable
              .plan()
              .map(PlanOutline::of)
              .orElseGet(() -> Fallback.outline(statement, catalog, current.searchPath()));
      requireNoRowId(readable, outline);
      TableNames.requireUnambiguous(statement, outline, catalog, current.searchPath());
      if (statement.has(Trait.READS_CATALOG) || readsPlanner(outline)) {
        requireNoScan(outline);
        return inline(
            current, statement.sql(), columns, unsigned, "it reads the catalog or the session");
      }
      if (catalog.locations().isEmpty()) {
        throw new SkeinException(
            ErrorCode.NO_WORKERS, "no worker is serving: start one, or wait until it is announced");
      }
      // The statement runs again over what is gathered: its filters must mean the same there.
      boolean filtersChange = statement.has(Trait.READS_CLOCK) || statement.has(Trait.VOLATILE);
      Map<TableName, ScanPlan> scans =
          ScanPlanner.plan(filtersChange ? outline.withoutFilters() : outline, catalog);
      Schema schema = current.arrowSchema(columns, unsigned, allocator);
      if (scans.isEmpty()) {
        PlannedTask anywhere =
            new PlannedTask(List.of(), Placement.byBytesOwned(catalog, List.of(), seed));
        return distributed(
            Lane.LOCAL,
            "it reads no table",
            columns,
            schema,
            List.of(
                new PlannedStage(
                    0,
                    ResultSql.sendable(localSql(readable), columns, unsigned),
                    schema,
                    List.of(anywhere))),
            scans);
      }
      for (TableName named : TableNames.mentioned(statement, catalog, current.searchPath())) {
        // Of some tables the plan needs no row, but a worker that runs the statement binds them.
        scans.computeIfAbsent(
            named, name -> ScanPlanner.unread(catalog.table(name).orElseThrow(), filtersChange));
      }
      Optional<String> obstacle =
          readable
              .plan()
              .map(plan -> ScatterLane.obstacle(statement, plan))
              .orElse(Optional.of(readable.reason()));
      if (obstacle.isEmpty()) {
        return distributed(
            Lane.SCATTER,
            "every row comes from one row of one shard",
            columns,
            schema,
            List.of(
                ScatterLane.stage(
                    ResultSql.sendable(statement.sql(), columns, unsigned),
                    schema,
                    catalog,
                    scans,
                    seed)),
            scans);
      }
      Staged staged = staged(readable, columns, schema);
      if (!staged.stages().isEmpty()) {
        return distributed(Lane.STAGED, obstacle.get(), columns, schema, staged.stages(), scans);
      }
      return distributed(
          Lane.GATHER,
          staged.obstacle(),
          columns,
          schema,
          GatherLane.stages(
              ResultSql.sendable(ownSql(), columns, unsigned),
              schema,
              this::arrowSchema,
              catalog,
              scans,
              seed,
              gatherLimit),
          scans);
    }

    private DistributedPlan distributed(
        Lane lane,
        String reason,
        List<Column> columns,
        Schema schema,
        List<PlannedStage> stages,
        Map<TableName, ScanPlan> scans) {
      return new DistributedPlan(
          lane,
          reason,
          columns,
          schema,
          stages,
          scans.values().stream().map(ScanPlan::summary).toList(),
          current.searchPath(),
          Optional.empty());
    }

    private Schema arrowSchema(List<Column> columns) {
      return current.arrowSchema(columns, allocator);
    }

    /** DuckDB may find that no row of a table can count: then its plan names no table any more. */
    private String localSql(Readable readable) {
      boolean namesTables =
          !TableNames.mentioned(statement, catalog, current.searchPath()).isEmpty();
      return namesTables && readable.plan().isPresent()
          ? new SqlRenderer(Scan::table).render(readable.plan().get())
          : ownSql();
    }

    private String ownSql() {
      return current.use(connection -> DistinctOnBarrier.raise(connection, statement));
    }

    private Staged staged(Readable readable, List<Column> columns, Schema schema) {
      if (readable.plan().isEmpty()) {
        return new Staged(List.of(), readable.reason());
      }
      if (statement.has(Trait.VOLATILE)) {
        return new Staged(List.of(), "a function gives another value for every row");
      }
      try {
        return new Staged(
            new StagedLane(current, catalog, this::arrowSchema, distribution, gatherLimit, seed)
                .stages(readable.plan().get(), columns, schema, unsigned),
            "");
      } catch (NotDistributable | UnsupportedPlanException e) {
        return new Staged(List.of(), e.getMessage());
      }
    }

    private Readable readablePlan() {
      try {
        PlanNode plan = current.use(connection -> PlanReader.plan(connection, statement.sql()));
        return new Readable(Optional.of(ColumnPruning.prune(plan)), "");
      } catch (UnsupportedPlanException e) {
        return new Readable(Optional.empty(), e.reason());
      }
    }

    private boolean readsPlanner(PlanOutline outline) {
      return outline.scans().isEmpty()
          && (statement.has(Trait.READS_SESSION) || statement.has(Trait.READS_NODE));
    }

    private void requireNoScan(PlanOutline outline) {
      if (!outline.scans().isEmpty()) {
        throw new SkeinException(
            ErrorCode.STATEMENT_REFUSED,
            "SHOW and DESCRIBE cannot be combined with rows of tables in one query");
      }
    }

    private void requireNoRowId(Readable readable, PlanOutline outline) {
      if (readable.plan().isEmpty()
          && statement.has(Trait.READS_ROW_ID)
          && !outline.scans().isEmpty()) {
        throw new SkeinException(
            ErrorCode.STATEMENT_REFUSED,
            "rowid means nothing over shards: order by a column, or use row_number() OVER (...)");
      }
      if (!outline.scans().isEmpty() && statement.has(Trait.READS_NODE)) {
        throw new SkeinException(
            ErrorCode.STATEMENT_REFUSED,
            "current_database() cannot be combined with tables: every worker would give its own"
                + " answer");
      }
    }
  }

  /** The stages of the STAGED lane, or none and the reason why not. */
  private record Staged(List<PlannedStage> stages, String obstacle) {}

  /** DuckDB's plan if it can be read, else the reason why not. */
  private record Readable(Optional<PlanNode> plan, String reason) {}
}
