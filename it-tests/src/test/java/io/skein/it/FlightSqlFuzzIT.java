package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skein.protocol.table.TableName;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged commands of Flight SQL run nothing, leave nothing behind, and hurt nobody. */
class FlightSqlFuzzIT {
  private static final int COMMANDS = 3_000;
  private static final long SEED = 20_261_128;
  private static final CallOption TIMEOUT = CallOptions.timeout(20, TimeUnit.SECONDS);

  @Test
  void damagedCommandsAreAnsweredAndLeaveNothing(@TempDir Path data) throws Exception {
    try (TableWriter writer = new TableWriter()) {
      writer.writeFile(
          data.resolve("numbers").resolve("part.parquet"), "SELECT range AS n FROM range(1000)");
    }
    Random random = new Random(SEED);
    try (TestCluster cluster = TestCluster.builder().workers(2).sharedData(data).build();
        BufferAllocator allocator = new RootAllocator();
        FlightClient client =
            FlightClient.builder(
                    allocator, Location.forGrpcInsecure("127.0.0.1", cluster.cluster().port()))
                .build()) {
      byte[] handle = handle(client);
      List<Message> commands = commands(handle);
      for (int i = 0; i < COMMANDS; i++) {
        Message command = commands.get(random.nextInt(commands.size()));
        byte[] bytes = damaged(Any.pack(command).toByteArray(), random);
        send(client, bytes, random.nextInt(4));
      }
      cluster.assertNothingHeld();
      assertThat(cluster.rows("SELECT count(*) FROM " + TableName.main("numbers").toSql()))
          .containsExactly(List.of(1000L));
    }
  }

  private static byte[] handle(FlightClient client) throws Exception {
    ActionCreatePreparedStatementRequest request =
        ActionCreatePreparedStatementRequest.newBuilder()
            .setQuery("SELECT n FROM numbers WHERE n = ?")
            .build();
    byte[] answer =
        client
            .doAction(
                new Action(
                    FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(),
                    Any.pack(request).toByteArray()))
            .next()
            .getBody();
    return Any.parseFrom(answer)
        .unpack(
            org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult.class)
        .getPreparedStatementHandle()
        .toByteArray();
  }

  private static List<Message> commands(byte[] handle) {
    return List.of(
        CommandStatementQuery.newBuilder().setQuery("SELECT n FROM numbers").build(),
        CommandPreparedStatementQuery.newBuilder()
            .setPreparedStatementHandle(ByteString.copyFrom(handle))
            .build(),
        CommandGetTables.newBuilder()
            .setIncludeSchema(true)
            .setTableNameFilterPattern("num%")
            .addTableTypes("TABLE")
            .build(),
        CommandGetDbSchemas.newBuilder().setDbSchemaFilterPattern("m%").build(),
        CommandGetSqlInfo.newBuilder().addInfo(0).addInfo(504).build(),
        CommandGetXdbcTypeInfo.newBuilder().setDataType(4).build());
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int place = random.nextInt(damaged.length);
      switch (random.nextInt(3)) {
        case 0 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[place] = (byte) random.nextInt(256);
        default -> damaged = java.util.Arrays.copyOf(damaged, Math.max(1, place));
      }
    }
    return damaged;
  }

  private static void send(FlightClient client, byte[] bytes, int way) throws Exception {
    try {
      switch (way) {
        case 0 -> client.getInfo(FlightDescriptor.command(bytes), TIMEOUT);
        case 1 -> client.getSchema(FlightDescriptor.command(bytes), TIMEOUT);
        case 2 -> {
          try (FlightStream stream = client.getStream(new Ticket(bytes), TIMEOUT)) {
            while (stream.next()) {
              assertThat(stream.getRoot().getRowCount()).isNotNegative();
            }
          }
        }
        default ->
            client
                .doAction(
                    new Action(
                        FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(), bytes),
                    TIMEOUT)
                .forEachRemaining(result -> assertThat(result.getBody()).isNotEmpty());
      }
    } catch (FlightRuntimeException e) {
      assertThat(e.status().code())
          .as("%s", e.getMessage())
          .isNotIn(FlightStatusCode.TIMED_OUT, FlightStatusCode.INTERNAL, FlightStatusCode.UNKNOWN);
    }
  }
}
