package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Stage;
import io.skein.protocol.ticket.StageTask;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TaskGraph;
import io.skein.protocol.ticket.TaskInput;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.protocol.ticket.TicketSealer;
import io.skein.protocol.type.TransportTypes;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import io.skein.worker.task.TaskLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.curator.test.TestingServer;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * Real workers over real sockets, with a ZooKeeper of their own, and a client that plans little.
 */
public final class WorkerFixture implements AutoCloseable {
  private static final ClusterSecret SECRET =
      ClusterSecret.of("a secret of the tests".getBytes(StandardCharsets.UTF_8));

  private final TestingServer zookeeper;
  private final BufferAllocator allocator = new RootAllocator();
  private final FlightClients clients = new FlightClients(allocator);
  private final TicketSealer sealer = new TicketSealer(SECRET, Clock.systemUTC());
  private final Map<String, WorkerServer> workers = new LinkedHashMap<>();
  private final Duck duck = new Duck();
  private final QueryId query = QueryId.random();
  private final NavigableMap<Integer, Stage> stages = new TreeMap<>();
  private int nextStage;

  public WorkerFixture() throws Exception {
    zookeeper = new TestingServer();
  }

  public WorkerServer start(String id, Path folder) {
    return start(id, folder, builder -> builder);
  }

  public WorkerServer start(
      String id, Path folder, UnaryOperator<WorkerOptions.Builder> customize) {
    WorkerServer worker =
        new WorkerServer(
            customize
                .apply(
                    WorkerOptions.builder(id, access())
                        .dataFolder(folder)
                        .limits(limits())
                        .rescanInterval(Duration.ofHours(1)))
                .build(),
            NodeSecurity.clearText(SECRET));
    worker.start();
    workers.put(id, worker);
    return worker;
  }

  /** Starts worker w1 with a table t whose only file has the query's rows. */
  public WorkerServer startWithTable(Path data, String sql) {
    duck.write(data.resolve("t/a.parquet"), sql);
    return start("w1", data);
  }

  /** Returns limits that tests can wait for. */
  public static TaskLimits limits() {
    return new TaskLimits(64, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  public TestingServer zookeeper() {
    return zookeeper;
  }

  /** Returns how to reach ZooKeeper. */
  public ZooKeeperAccess access() {
    return ZooKeeperAccess.open(zookeeper.getConnectString());
  }

  /** Returns what the worker answers to a node that asks it for the action. */
  public Iterator<Result> ask(WorkerServer worker, String action) {
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(
        CallerMiddleware.NODE_HEADER,
        new TokenSealer(SECRET, Clock.systemUTC()).node("test", worker.location()));
    return clients
        .client(worker.location())
        .doAction(new Action(action), new HeaderCallOption(headers));
  }

  public ClusterSecret secret() {
    return SECRET;
  }

  public TicketSealer sealer() {
    return sealer;
  }

  public FlightClients clients() {
    return clients;
  }

  public BufferAllocator allocator() {
    return allocator;
  }

  public Duck duck() {
    return duck;
  }

  /** Returns the input that scans all shards of the table at the worker. */
  public static ScanInput scan(WorkerServer worker, TableName table) {
    return new ScanInput(
        table, table, table(worker, table).shards().stream().map(Shard::version).toList());
  }

  public static InventoryTable table(WorkerServer worker, TableName name) {
    Inventory inventory = worker.inventory();
    return inventory.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + name + " in " + inventory));
  }

  /**
   * Returns a task of the fragment, whose schema a plain DuckDB says, in which the inputs'
   * relations are empty tables.
   */
  public Task task(String sql, List<TaskInput> inputs, Map<TableName, List<Column>> columns) {
    for (TaskInput input : inputs) {
      TableName relation = input.relation();
      duck.execute("CREATE SCHEMA IF NOT EXISTS " + SqlText.identifier(relation.schema()));
      String list =
          columns.get(relation).stream()
              .map(c -> "CAST(NULL AS %s) AS %s".formatted(c.type(), SqlText.identifier(c.name())))
              .collect(Collectors.joining(", "));
      duck.execute(
          "CREATE OR REPLACE VIEW %s AS SELECT %s WHERE false".formatted(relation.toSql(), list));
    }
    return task(sql, schema(sql), inputs);
  }

  public Task task(String sql, Schema schema, List<TaskInput> inputs) {
    return new Task(
        new TaskId(query, nextStage++, 0, 0),
        sql,
        schema,
        new TaskOutput.Streamed(),
        inputs,
        List.of(),
        List.of());
  }

  /** A task of a stage that others read, and where it can be run. */
  public record Source(Task task, List<String> locations) {}

  public Source source(Task task, String... locations) {
    return new Source(task, List.of(locations));
  }

  /** Makes a stage of tasks with the same fragment, and returns its number. */
  public int stage(TaskOutput output, List<Source> sources) {
    Task first = sources.get(0).task();
    List<StageTask> tasks = new ArrayList<>();
    for (Source source : sources) {
      assertThat(source.task().sql()).isEqualTo(first.sql());
      tasks.add(new StageTask(tasks.size(), source.task().inputs(), source.locations()));
    }
    int number = nextStage++;
    stages.put(number, new Stage(number, first.sql(), first.schema(), output, tasks));
    return number;
  }

  /** Returns an exchange whose relation has these columns, all carried. */
  public static ExchangeInput reading(
      TableName relation, List<Column> columns, int stage, OptionalInt partition) {
    return new ExchangeInput(
        relation, columns, columns.stream().map(Column::name).toList(), stage, partition);
  }

  /** Returns a task that reads one table of one worker. */
  public Task scanTask(WorkerServer worker, String sql, String table) {
    TableName name = TableName.main(table);
    ScanInput input = scan(worker, name);
    return task(sql, List.of(input), Map.of(name, table(worker, name).columns()));
  }

  public Schema schema(String sql) {
    try (Statement statement = duck.connection().createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM (" + sql + ") LIMIT 0");
        ArrowReader reader =
            (ArrowReader) ((DuckDBResultSet) result).arrowExportStream(allocator, 1024)) {
      return reader.getVectorSchemaRoot().getSchema();
    } catch (Exception e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Returns the grant of the task as the last stage of the query so far. */
  public TaskGrant grant(Task task) {
    Stage last =
        new Stage(
            task.id().stage(),
            task.sql(),
            task.schema(),
            task.output(),
            List.of(new StageTask(0, task.inputs(), List.of())));
    List<Stage> graph = new ArrayList<>(stages.headMap(last.number()).values());
    graph.add(last);
    return TaskGrant.of(
        new TaskGraph(query, task.searchPath(), graph), last.number(), 0, OptionalInt.empty());
  }

  public ByteString ticket(Task task) {
    return ticket(grant(task));
  }

  private ByteString ticket(TaskGrant grant) {
    return sealer.seal(grant, sealer.expiry(Duration.ofMinutes(5)));
  }

  public Endpoint endpoint(Task task, String... locations) {
    return new Endpoint(ticket(task), List.of(locations));
  }

  /** Returns where a task's result, or a partition of it, can be fetched. */
  public Endpoint endpoint(int stage, int task, OptionalInt partition) {
    TaskGraph graph = new TaskGraph(query, List.of(), List.copyOf(stages.values()));
    return new Endpoint(
        ticket(TaskGrant.of(graph, stage, task, partition)),
        graph.stage(stage).tasks().get(task).locations());
  }

  /** Returns the printed id of a task of a stage. */
  public String taskId(int stage, int task) {
    return new TaskId(query, stage, task, 0).toString();
  }

  /** Returns an exchange whose relation has these columns, all carried. */
  public ExchangeInput exchange(TableName relation, List<Column> columns, List<Source> sources) {
    return reading(
        relation, columns, stage(new TaskOutput.Streamed(), sources), OptionalInt.empty());
  }

  /** Returns the columns that DESCRIBE says of the query. */
  public List<Column> describe(String sql) {
    return duck.rows("DESCRIBE " + sql).stream()
        .map(row -> new Column(row.get(0), row.get(1)))
        .toList();
  }

  /** Returns the query with its columns cast to what they are sent as. */
  public String sent(String sql) {
    return describe(sql).stream()
        .map(
            column ->
                TransportTypes.sent(column.type()).equals(column.type())
                    ? "\"%s\"".formatted(column.name())
                    : "CAST(\"%s\" AS %s) AS \"%s\""
                        .formatted(
                            column.name(), TransportTypes.sent(column.type()), column.name()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM (" + sql + ")"));
  }

  /** Redeems the task's ticket at the worker and returns the rows as texts of DuckDB's. */
  public List<List<String>> run(WorkerServer worker, Task task) {
    return run(endpoint(task, worker.location()));
  }

  public List<List<String>> run(Endpoint endpoint) {
    receive(endpoint);
    return duck.rows("SELECT COLUMNS(*)::VARCHAR FROM received");
  }

  /** Redeems the ticket and makes the rows, with the types that they arrive with, a table. */
  public void receive(Endpoint endpoint) {
    try (EndpointReader reader = new EndpointReader(clients, endpoint, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      // The error with its code, which DuckDB would not pass on.
      List<RuntimeException> errors = new ArrayList<>();
      Data.exportArrayStream(allocator, new Recording(reader, allocator, errors), stream);
      try {
        ((DuckDBConnection) duck.connection()).registerArrowStream("result", stream);
        duck.execute("CREATE OR REPLACE TEMP TABLE received AS SELECT * FROM result");
      } catch (RuntimeException e) {
        throw errors.isEmpty() ? e : errors.get(0);
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Recording extends ArrowReader {
    private final EndpointReader reader;
    private final List<RuntimeException> errors;

    Recording(EndpointReader reader, BufferAllocator allocator, List<RuntimeException> errors) {
      super(allocator);
      this.reader = reader;
      this.errors = errors;
    }

    @Override
    public boolean loadNextBatch() {
      try {
        return reader.loadNextBatch();
      } catch (RuntimeException e) {
        errors.add(e);
        throw e;
      }
    }

    @Override
    public org.apache.arrow.vector.VectorSchemaRoot getVectorSchemaRoot() {
      try {
        return reader.getVectorSchemaRoot();
      } catch (RuntimeException e) {
        errors.add(e);
        throw e;
      }
    }

    @Override
    protected Schema readSchema() {
      return reader.readSchema();
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    public void close(boolean closeReadSource) {}
  }

  /** Checks that no worker holds anything of its tasks any more. */
  public void requireIdle() {
    for (WorkerServer worker : workers.values()) {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThat(worker.runningTasks()).as("tasks at " + worker.id()).isZero();
                assertThat(worker.keptOutputs()).as("results at " + worker.id()).isZero();
                assertThat(worker.databases()).as("databases at " + worker.id()).isZero();
                assertThat(worker.allocatedBytes()).as("bytes at " + worker.id()).isZero();
              });
    }
  }

  @Override
  public void close() throws Exception {
    workers.values().forEach(WorkerServer::close);
    clients.close();
    duck.close();
    allocator.close();
    zookeeper.close();
  }
}
