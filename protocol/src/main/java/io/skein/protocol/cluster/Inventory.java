package io.skein.protocol.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import io.skein.protocol.wire.ColumnMessage;
import io.skein.protocol.wire.ColumnStatisticsMessage;
import io.skein.protocol.wire.InventoryTableMessage;
import io.skein.protocol.wire.RefusedShardMessage;
import io.skein.protocol.wire.ShardMessage;
import io.skein.protocol.wire.TableNameMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a worker serves at one moment. Coordinators ask for it by the Flight action {@link #ACTION}
 * whenever the announced epoch changes; the answer has one message for each table, and a first one
 * that names no table, so that an empty inventory is an answer too. Immutable.
 *
 * @param worker the worker's id
 * @param epoch grows whenever the inventory changes
 * @param tables the tables
 */
public record Inventory(String worker, long epoch, List<InventoryTable> tables) {
  /** The type of the Flight action that returns a worker's inventory. */
  public static final String ACTION = "skein.inventory";

  public Inventory {
    tables = List.copyOf(tables);
  }

  /** Returns the messages of the action's answer, in order. */
  public List<byte[]> toMessages() {
    List<byte[]> messages = new ArrayList<>();
    messages.add(header().build().toByteArray());
    tables.forEach(table -> messages.add(message(table).toByteArray()));
    return messages;
  }

  /**
   * Returns the inventory that the action's answer says.
   *
   * @throws IllegalArgumentException if the messages are not such an answer
   */
  public static Inventory fromMessages(List<byte[]> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("an inventory has at least one message");
    }
    try {
      InventoryTableMessage first = InventoryTableMessage.parseFrom(messages.get(0));
      List<InventoryTable> tables = new ArrayList<>();
      for (byte[] message : messages.subList(1, messages.size())) {
        tables.add(table(InventoryTableMessage.parseFrom(message)));
      }
      return new Inventory(first.getWorker(), first.getEpoch(), tables);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an inventory: " + e.getMessage(), e);
    }
  }

  private InventoryTableMessage.Builder header() {
    return InventoryTableMessage.newBuilder().setWorker(worker).setEpoch(epoch);
  }

  private InventoryTableMessage message(InventoryTable table) {
    InventoryTableMessage.Builder message =
        header()
            .setTable(
                TableNameMessage.newBuilder()
                    .setSchema(table.name().schema())
                    .setName(table.name().name()))
            .setSharding(table.sharding().toString())
            .setReplicated(table.replicated())
            .setColocationGroup(table.colocationGroup().orElse(""))
            .setPromisedShards(table.promisedShards().orElse(0));
    for (Column column : table.columns()) {
      message.addColumns(ColumnMessage.newBuilder().setName(column.name()).setType(column.type()));
    }
    for (Shard shard : table.shards()) {
      message.addShards(message(shard));
    }
    for (RefusedShard refused : table.refused()) {
      message.addRefused(
          RefusedShardMessage.newBuilder().setName(refused.name()).setReason(refused.reason()));
    }
    return message.build();
  }

  private static ShardMessage message(Shard shard) {
    ShardMessage.Builder message =
        ShardMessage.newBuilder()
            .setName(shard.name())
            .setFingerprint(shard.fingerprint())
            .setRows(shard.rows())
            .setBytes(shard.bytes());
    for (ColumnStatistics statistics : shard.statistics()) {
      ColumnStatisticsMessage.Builder column =
          ColumnStatisticsMessage.newBuilder().setBytes(statistics.bytes());
      statistics.minimum().ifPresent(column::setMinimum);
      statistics.maximum().ifPresent(column::setMaximum);
      statistics.nulls().ifPresent(column::setNulls);
      message.addStatistics(column);
    }
    return message.build();
  }

  private static InventoryTable table(InventoryTableMessage message) {
    return new InventoryTable(
        new TableName(message.getTable().getSchema(), message.getTable().getName()),
        message.getColumnsList().stream()
            .map(column -> new Column(column.getName(), column.getType()))
            .toList(),
        Sharding.parse(message.getSharding()),
        message.getReplicated(),
        Optional.of(message.getColocationGroup()).filter(group -> !group.isEmpty()),
        message.getPromisedShards() == 0
            ? OptionalInt.empty()
            : OptionalInt.of(message.getPromisedShards()),
        message.getShardsList().stream().map(Inventory::shard).toList(),
        message.getRefusedList().stream()
            .map(refused -> new RefusedShard(refused.getName(), refused.getReason()))
            .toList());
  }

  private static Shard shard(ShardMessage message) {
    return new Shard(
        message.getName(),
        message.getFingerprint(),
        message.getRows(),
        message.getBytes(),
        message.getStatisticsList().stream().map(Inventory::statistics).toList());
  }

  private static ColumnStatistics statistics(ColumnStatisticsMessage message) {
    return new ColumnStatistics(
        message.hasMinimum() ? Optional.of(message.getMinimum()) : Optional.empty(),
        message.hasMaximum() ? Optional.of(message.getMaximum()) : Optional.empty(),
        message.hasNulls() ? OptionalLong.of(message.getNulls()) : OptionalLong.empty(),
        message.getBytes());
  }
}
