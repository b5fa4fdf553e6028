package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import io.skein.protocol.wire.ColumnMessage;
import io.skein.protocol.wire.EmptyMessage;
import io.skein.protocol.wire.ExchangeMessage;
import io.skein.protocol.wire.InputMessage;
import io.skein.protocol.wire.KeptMessage;
import io.skein.protocol.wire.ScanMessage;
import io.skein.protocol.wire.ShardVersionMessage;
import io.skein.protocol.wire.StageMessage;
import io.skein.protocol.wire.StageTaskMessage;
import io.skein.protocol.wire.TableNameMessage;
import io.skein.protocol.wire.TaskInputMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How stages are written to a ticket's bytes and read from them. What all tasks of a stage have in
 * common is written once.
 */
final class StageCodec {

  private StageCodec() {}

  static StageMessage encode(Stage stage, ByteString schema) {
    StageMessage.Builder message =
        StageMessage.newBuilder().setNumber(stage.number()).setSql(stage.sql()).setSchema(schema);
    if (stage.output() instanceof TaskOutput.Kept kept) {
      message.setKept(encode(kept));
    }
    Map<TaskInput, Integer> common = new LinkedHashMap<>();
    for (StageTask task : stage.tasks()) {
      StageTaskMessage.Builder own =
          StageTaskMessage.newBuilder().setNumber(task.number()).addAllLocations(task.locations());
      for (TaskInput input : task.inputs()) {
        int position = common.computeIfAbsent(common(input), added -> common.size());
        own.addInputs(encodeOwn(input).setInput(position));
      }
      message.addTasks(own);
    }
    common.keySet().forEach(input -> message.addInputs(encodeCommon(input)));
    return message.build();
  }

  static Stage decode(StageMessage message) {
    List<TaskInput> common =
        message.getInputsList().stream().map(StageCodec::decodeCommon).toList();
    List<StageTask> tasks = new ArrayList<>();
    for (StageTaskMessage task : message.getTasksList()) {
      tasks.add(
          new StageTask(
              task.getNumber(),
              task.getInputsList().stream()
                  .map(own -> decodeOwn(common.get(own.getInput()), own))
                  .toList(),
              task.getLocationsList()));
    }
    return new Stage(
        message.getNumber(),
        message.getSql(),
        Schema.deserializeMessage(ByteBuffer.wrap(message.getSchema().toByteArray())),
        message.hasKept() ? decode(message.getKept()) : new TaskOutput.Streamed(),
        tasks);
  }

  private static KeptMessage encode(TaskOutput.Kept kept) {
    KeptMessage.Builder message =
        KeptMessage.newBuilder().setReaders(kept.readers()).setRepeatable(kept.repeatable());
    if (kept instanceof TaskOutput.Partitioned partitioned) {
      message.addAllKeys(partitioned.keys()).setPartitions(partitioned.partitions());
    }
    return message.build();
  }

  private static TaskOutput decode(KeptMessage message) {
    return message.getPartitions() == 0
        ? new TaskOutput.Whole(message.getReaders(), message.getRepeatable())
        : new TaskOutput.Partitioned(
            message.getKeysList(),
            message.getPartitions(),
            message.getReaders(),
            message.getRepeatable());
  }

  /** Returns the input without what differs between the tasks of a stage. */
  private static TaskInput common(TaskInput input) {
    if (input instanceof ScanInput scan) {
      return new ScanInput(scan.relation(), scan.table(), List.of());
    }
    if (input instanceof ExchangeInput exchange) {
      return new ExchangeInput(
          exchange.relation(),
          exchange.columns(),
          exchange.carried(),
          exchange.stage(),
          OptionalInt.empty());
    }
    return input;
  }

  private static TaskInputMessage.Builder encodeOwn(TaskInput input) {
    TaskInputMessage.Builder own = TaskInputMessage.newBuilder();
    if (input instanceof ScanInput scan) {
      for (ShardVersion shard : scan.shards()) {
        own.addShards(
            ShardVersionMessage.newBuilder()
                .setShard(shard.shard())
                .setFingerprint(shard.fingerprint()));
      }
    } else if (input instanceof ExchangeInput exchange) {
      exchange.partition().ifPresent(own::setPartition);
    }
    return own;
  }

  private static TaskInput decodeOwn(TaskInput common, TaskInputMessage own) {
    if (common instanceof ScanInput scan) {
      return new ScanInput(
          scan.relation(),
          scan.table(),
          own.getShardsList().stream()
              .map(shard -> new ShardVersion(shard.getShard(), shard.getFingerprint()))
              .toList());
    }
    if (common instanceof ExchangeInput exchange && own.hasPartition()) {
      return new ExchangeInput(
          exchange.relation(),
          exchange.columns(),
          exchange.carried(),
          exchange.stage(),
          OptionalInt.of(own.getPartition()));
    }
    return common;
  }

  private static InputMessage encodeCommon(TaskInput input) {
    InputMessage.Builder message = InputMessage.newBuilder().setRelation(encode(input.relation()));
    if (input instanceof ScanInput scan) {
      message.setScan(ScanMessage.newBuilder().setTable(encode(scan.table())));
    } else if (input instanceof ExchangeInput exchange) {
      message.setExchange(
          ExchangeMessage.newBuilder()
              .addAllColumns(encode(exchange.columns()))
              .addAllCarried(exchange.carried())
              .setStage(exchange.stage()));
    } else if (input instanceof EmptyInput empty) {
      message.setEmpty(EmptyMessage.newBuilder().addAllColumns(encode(empty.columns())));
    }
    return message.build();
  }

  private static TaskInput decodeCommon(InputMessage message) {
    TableName relation = decode(message.getRelation());
    return switch (message.getSourceCase()) {
      case SCAN -> new ScanInput(relation, decode(message.getScan().getTable()), List.of());
      case EXCHANGE ->
          new ExchangeInput(
              relation,
              decode(message.getExchange().getColumnsList()),
              message.getExchange().getCarriedList(),
              message.getExchange().getStage(),
              OptionalInt.empty());
      case EMPTY -> new EmptyInput(relation, decode(message.getEmpty().getColumnsList()));
      case SOURCE_NOT_SET ->
          throw new IllegalArgumentException("relation %s has no source".formatted(relation));
    };
  }

  private static List<ColumnMessage> encode(List<Column> columns) {
    return columns.stream()
        .map(c -> ColumnMessage.newBuilder().setName(c.name()).setType(c.type()).build())
        .toList();
  }

  private static List<Column> decode(List<ColumnMessage> columns) {
    return columns.stream().map(c -> new Column(c.getName(), c.getType())).toList();
  }

  private static TableNameMessage encode(TableName name) {
    return TableNameMessage.newBuilder().setSchema(name.schema()).setName(name.name()).build();
  }

  private static TableName decode(TableNameMessage message) {
    return new TableName(message.getSchema(), message.getName());
  }
}
