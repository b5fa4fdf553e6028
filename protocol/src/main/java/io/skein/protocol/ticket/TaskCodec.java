package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import io.skein.protocol.wire.ColumnMessage;
import io.skein.protocol.wire.EndpointMessage;
import io.skein.protocol.wire.ExchangeMessage;
import io.skein.protocol.wire.InputMessage;
import io.skein.protocol.wire.ResultMessage;
import io.skein.protocol.wire.ScanMessage;
import io.skein.protocol.wire.ShardVersionMessage;
import io.skein.protocol.wire.TableNameMessage;
import io.skein.protocol.wire.TaskMessage;
import java.nio.ByteBuffer;
import org.apache.arrow.vector.types.pojo.Schema;

/** How tasks and results are written to a ticket's bytes and read from them. */
final class TaskCodec {

  private TaskCodec() {}

  static TaskMessage encode(Task task) {
    TaskMessage.Builder message =
        TaskMessage.newBuilder()
            .setQuery(task.id().query().value())
            .setStage(task.id().stage())
            .setTask(task.id().task())
            .setAttempt(task.id().attempt())
            .setSql(task.sql())
            .setSchema(ByteString.copyFrom(task.schema().serializeAsMessage()))
            .addAllSearchPath(task.searchPath())
            .addAllLocations(task.locations());
    task.inputs().forEach(input -> message.addInputs(encode(input)));
    return message.build();
  }

  static Task decode(TaskMessage message) {
    return new Task(
        new TaskId(
            new QueryId(message.getQuery()),
            message.getStage(),
            message.getTask(),
            message.getAttempt()),
        message.getSql(),
        Schema.deserializeMessage(ByteBuffer.wrap(message.getSchema().toByteArray())),
        message.getInputsList().stream().map(TaskCodec::decode).toList(),
        message.getSearchPathList(),
        message.getLocationsList());
  }

  static ResultMessage encode(ResultGrant result) {
    return ResultMessage.newBuilder()
        .setQuery(result.query().value())
        .setArrowStream(result.arrowStream())
        .build();
  }

  static ResultGrant decode(ResultMessage message) {
    return new ResultGrant(new QueryId(message.getQuery()), message.getArrowStream());
  }

  private static InputMessage encode(TaskInput input) {
    InputMessage.Builder message = InputMessage.newBuilder().setRelation(encode(input.relation()));
    if (input instanceof ScanInput scan) {
      ScanMessage.Builder source = ScanMessage.newBuilder().setTable(encode(scan.table()));
      for (ShardVersion shard : scan.shards()) {
        source.addShards(
            ShardVersionMessage.newBuilder()
                .setShard(shard.shard())
                .setFingerprint(shard.fingerprint()));
      }
      message.setScan(source);
    } else if (input instanceof ExchangeInput exchange) {
      ExchangeMessage.Builder source =
          ExchangeMessage.newBuilder().addAllCarried(exchange.carried());
      for (Column column : exchange.columns()) {
        source.addColumns(ColumnMessage.newBuilder().setName(column.name()).setType(column.type()));
      }
      for (Endpoint endpoint : exchange.sources()) {
        source.addSources(
            EndpointMessage.newBuilder()
                .setTicket(endpoint.ticket())
                .addAllLocations(endpoint.locations()));
      }
      message.setExchange(source);
    }
    return message.build();
  }

  private static TaskInput decode(InputMessage message) {
    TableName relation = decode(message.getRelation());
    return switch (message.getSourceCase()) {
      case SCAN ->
          new ScanInput(
              relation,
              decode(message.getScan().getTable()),
              message.getScan().getShardsList().stream()
                  .map(shard -> new ShardVersion(shard.getShard(), shard.getFingerprint()))
                  .toList());
      case EXCHANGE ->
          new ExchangeInput(
              relation,
              message.getExchange().getColumnsList().stream()
                  .map(column -> new Column(column.getName(), column.getType()))
                  .toList(),
              message.getExchange().getCarriedList(),
              message.getExchange().getSourcesList().stream()
                  .map(source -> new Endpoint(source.getTicket(), source.getLocationsList()))
                  .toList());
      case SOURCE_NOT_SET ->
          throw new IllegalArgumentException("relation %s has no source".formatted(relation));
    };
  }

  private static TableNameMessage encode(TableName name) {
    return TableNameMessage.newBuilder().setSchema(name.schema()).setName(name.name()).build();
  }

  private static TableName decode(TableNameMessage message) {
    return new TableName(message.getSchema(), message.getName());
  }
}
