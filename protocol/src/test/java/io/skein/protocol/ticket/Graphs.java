package io.skein.protocol.ticket;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Task graphs for tests. */
final class Graphs {
  static final TableName LINEITEM = new TableName("tpch", "lineitem");
  static final TableName ONE = TableName.main("one");
  static final TableName TWO = TableName.main("two");
  static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("k", new ArrowType.Decimal(15, 2, 128)),
              Field.nullable("", ArrowType.Utf8.INSTANCE)));

  private Graphs() {}

  /** Returns a graph in which stage 3 reads 2 and 1, both of which read 0; nobody reads 4. */
  static TaskGraph diamond() {
    TaskOutput.Partitioned divided = new TaskOutput.Partitioned(List.of("k"), 3, 6, true);
    return new TaskGraph(
        new QueryId("q7f3"),
        List.of("tpch", "main"),
        List.of(
            stage(0, new TaskOutput.Whole(4, false), task(0, scan(0, 2)), task(1, scan(2, 1))),
            stage(1, divided, task(0, reading(ONE, 0, -1)), task(1, reading(ONE, 0, -1))),
            stage(
                2,
                new TaskOutput.Streamed(),
                task(0, reading(ONE, 0, -1), scan(3, 1)),
                task(1, reading(ONE, 0, -1), new EmptyInput(LINEITEM, columns()))),
            stage(
                3,
                new TaskOutput.Streamed(),
                task(0, reading(ONE, 1, 0), reading(TWO, 2, -1)),
                task(1, reading(ONE, 1, 2), reading(TWO, 2, -1))),
            stage(4, new TaskOutput.Streamed(), task(0, scan(0, 4)))));
  }

  /** Returns a graph of one stage, in which every task scans as many shards. */
  static TaskGraph scatter(int tasks, int shards) {
    List<StageTask> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      all.add(task(i, scan(i * shards, shards)));
    }
    return new TaskGraph(
        new QueryId("q1"),
        List.of("main"),
        List.of(stage(0, new TaskOutput.Streamed(), all.toArray(StageTask[]::new))));
  }

  /** Returns a graph in which as many tasks each read a partition of all tasks of a scatter. */
  static TaskGraph repartition(int tasks, int shards) {
    TaskOutput divided = new TaskOutput.Partitioned(List.of("k"), tasks, tasks, true);
    List<StageTask> readers = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      readers.add(task(i, reading(ONE, 0, i)));
    }
    return new TaskGraph(
        new QueryId("q1"),
        List.of("main"),
        List.of(
            stage(0, divided, scatter(tasks, shards).stage(0).tasks().toArray(StageTask[]::new)),
            stage(1, new TaskOutput.Streamed(), readers.toArray(StageTask[]::new))));
  }

  static Stage stage(int number, TaskOutput output, StageTask... tasks) {
    return new Stage(
        number, "SELECT \"a b\", 'ü' FROM tpch.lineitem", SCHEMA, output, List.of(tasks));
  }

  static StageTask task(int number, TaskInput... inputs) {
    return new StageTask(number, List.of(inputs), List.of("grpc+tcp://w%d:1".formatted(number)));
  }

  static ScanInput scan(int first, int count) {
    List<ShardVersion> shards = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      shards.add(new ShardVersion("shard-%05d".formatted(i), "%016x%016x".formatted(i, ~i)));
    }
    return new ScanInput(LINEITEM, LINEITEM, shards);
  }

  static ExchangeInput reading(TableName relation, int stage, int partition) {
    return new ExchangeInput(
        relation,
        columns(),
        List.of("v"),
        stage,
        partition < 0 ? OptionalInt.empty() : OptionalInt.of(partition));
  }

  static List<Column> columns() {
    return List.of(new Column("k", "INTEGER"), new Column("v", "STRUCT(a INTEGER)"));
  }
}
