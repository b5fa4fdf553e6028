package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginSavepointRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionBeginTransactionRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedSubstraitPlanRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionEndSavepointRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionEndTransactionRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementSubstraitPlan;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SubstraitPlan;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls of Flight SQL that no driver of these tests makes: what Skein does not have is refused
 * by each of them in words, and what it says of itself is whole.
 */
class FlightSqlCallsIT {
  private static final String READS = "Skein only reads";
  private static final String NO_PLANS = "Substrait plans are not available: send SQL";
  private static final String NO_TRANSACTIONS = "transactions and savepoints are not available";
  private static final ByteString ID = ByteString.copyFromUtf8("id");
  private static final SubstraitPlan PLAN = SubstraitPlan.newBuilder().setPlan(ID).build();

  @TempDir static Path data;
  private static TestCluster cluster;
  private static BufferAllocator allocator;
  private static FlightClient client;

  @BeforeAll
  static void start() throws Exception {
    try (TableWriter writer = new TableWriter()) {
      writer.writeFile(
          data.resolve("numbers").resolve("part.parquet"), "SELECT range AS n FROM range(1000)");
    }
    cluster = TestCluster.builder().workers(2).sharedData(data).build();
    allocator = new RootAllocator();
    client =
        FlightClient.builder(
                allocator, Location.forGrpcInsecure("127.0.0.1", cluster.cluster().port()))
            .build();
  }

  @AfterEach
  void nothingIsHeld() throws Exception {
    cluster.assertNothingHeld();
    assertThat(allocator.getAllocatedMemory()).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    allocator.close();
    cluster.close();
  }

  private static FlightDescriptor descriptor(Message command) {
    return FlightDescriptor.command(Any.pack(command).toByteArray());
  }

  private static void act(String type, Message request) {
    client
        .doAction(new Action(type, Any.pack(request).toByteArray()))
        .forEachRemaining(answer -> {});
  }

  private static void put(Message command) {
    put(descriptor(command));
  }

  private static void put(FlightDescriptor descriptor) {
    try (VectorSchemaRoot rows = VectorSchemaRoot.create(new Schema(List.of()), allocator)) {
      FlightClient.ClientStreamListener stream =
          client.startPut(descriptor, rows, new AsyncPutListener());
      rows.setRowCount(1);
      stream.putNext();
      stream.completed();
      stream.getResult();
    }
  }

  /** A call that must be refused. */
  private static DynamicTest refused(
      String name, FlightStatusCode code, String words, Runnable call) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                    FlightRuntimeException.class,
                    e -> assertThat(e.status().code()).isEqualTo(code))
                .hasMessageContaining(words));
  }

  @TestFactory
  Stream<DynamicTest> plansOfSubstraitAreRefused() {
    Message command = CommandStatementSubstraitPlan.newBuilder().setPlan(PLAN).build();
    Message prepare = ActionCreatePreparedSubstraitPlanRequest.newBuilder().setPlan(PLAN).build();
    FlightStatusCode code = FlightStatusCode.UNIMPLEMENTED;
    return Stream.of(
        refused("info", code, NO_PLANS, () -> client.getInfo(descriptor(command))),
        refused("schema", code, NO_PLANS, () -> client.getSchema(descriptor(command))),
        refused("put", code, NO_PLANS, () -> put(command)),
        refused(
            "prepare",
            code,
            NO_PLANS,
            () ->
                act(FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_SUBSTRAIT_PLAN.getType(), prepare)));
  }

  @TestFactory
  Stream<DynamicTest> transactionsAreRefused() {
    FlightStatusCode code = FlightStatusCode.UNIMPLEMENTED;
    Message query =
        CommandStatementQuery.newBuilder().setQuery("SELECT 1").setTransactionId(ID).build();
    return Stream.of(
        refused(
            "begin",
            code,
            NO_TRANSACTIONS,
            () ->
                act(
                    FlightSqlUtils.FLIGHT_SQL_BEGIN_TRANSACTION.getType(),
                    ActionBeginTransactionRequest.getDefaultInstance())),
        refused(
            "end",
            code,
            NO_TRANSACTIONS,
            () ->
                act(
                    FlightSqlUtils.FLIGHT_SQL_END_TRANSACTION.getType(),
                    ActionEndTransactionRequest.newBuilder()
                        .setTransactionId(ID)
                        .setAction(
                            ActionEndTransactionRequest.EndTransaction.END_TRANSACTION_COMMIT)
                        .build())),
        refused(
            "savepoint",
            code,
            NO_TRANSACTIONS,
            () ->
                act(
                    FlightSqlUtils.FLIGHT_SQL_BEGIN_SAVEPOINT.getType(),
                    ActionBeginSavepointRequest.newBuilder()
                        .setTransactionId(ID)
                        .setName("s")
                        .build())),
        refused(
            "end of a savepoint",
            code,
            NO_TRANSACTIONS,
            () ->
                act(
                    FlightSqlUtils.FLIGHT_SQL_END_SAVEPOINT.getType(),
                    ActionEndSavepointRequest.newBuilder()
                        .setSavepointId(ID)
                        .setAction(ActionEndSavepointRequest.EndSavepoint.END_SAVEPOINT_RELEASE)
                        .build())),
        refused("query in one", code, NO_TRANSACTIONS, () -> client.getInfo(descriptor(query))),
        refused(
            "prepare in one",
            code,
            NO_TRANSACTIONS,
            () ->
                act(
                    FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(),
                    ActionCreatePreparedStatementRequest.newBuilder()
                        .setQuery("SELECT 1")
                        .setTransactionId(ID)
                        .build())));
  }

  @TestFactory
  Stream<DynamicTest> writesAreRefused() throws Exception {
    FlightStatusCode code = FlightStatusCode.INVALID_ARGUMENT;
    Message update = CommandStatementUpdate.newBuilder().setQuery("DELETE FROM numbers").build();
    Message ingest = CommandStatementIngest.newBuilder().setTable("numbers").build();
    Message prepared =
        CommandPreparedStatementUpdate.newBuilder()
            .setPreparedStatementHandle(prepare("SELECT n FROM numbers"))
            .build();
    return Stream.of(
        refused("update", code, READS, () -> put(update)),
        refused("prepared update", code, READS, () -> put(prepared)),
        refused("ingest", code, READS, () -> put(ingest)),
        refused(
            "rows for a table",
            FlightStatusCode.UNIMPLEMENTED,
            READS,
            () -> put(FlightDescriptor.path("numbers"))),
        refused("info of an update", code, READS, () -> client.getInfo(descriptor(update))),
        refused("schema of an update", code, READS, () -> client.getSchema(descriptor(prepared))),
        refused("info of an ingest", code, READS, () -> client.getInfo(descriptor(ingest))),
        refused(
            "prepare a write",
            code,
            "Skein answers queries only",
            () -> prepare("INSERT INTO numbers VALUES (1)")),
        refused(
            "exchange",
            FlightStatusCode.UNIMPLEMENTED,
            "DoExchange is not available: send SQL by GetFlightInfo",
            () -> {
              try (FlightClient.ExchangeReaderWriter exchange =
                  client.doExchange(FlightDescriptor.path("numbers"))) {
                exchange.getWriter().completed();
                exchange.getReader().next();
              } catch (FlightRuntimeException e) {
                throw e;
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }));
  }

  private static ByteString prepare(String sql) {
    byte[] answer =
        client
            .doAction(
                new Action(
                    FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(),
                    Any.pack(
                            ActionCreatePreparedStatementRequest.newBuilder().setQuery(sql).build())
                        .toByteArray()))
            .next()
            .getBody();
    return FlightSqlUtils.unpackAndParseOrThrow(answer, ActionCreatePreparedStatementResult.class)
        .getPreparedStatementHandle();
  }

  @Test
  void everyInfoThatArrowCanSayIsSaid() throws Exception {
    FlightSqlClient sql = new FlightSqlClient(client);
    Set<Integer> defined =
        Stream.of(SqlInfo.values())
            .filter(info -> info != SqlInfo.UNRECOGNIZED)
            // Arrow's own server has no way to say these.
            .filter(info -> !info.name().startsWith("SQL_SUPPORTED_CONCURRENCIES"))
            .map(SqlInfo::getNumber)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(values(sql.getSqlInfo(List.<Integer>of()), "info_name"))
        .containsExactlyInAnyOrderElementsOf(defined.stream().map(String::valueOf).toList());
    for (int info : defined) {
      FlightInfo one = sql.getSqlInfo(List.of(info));
      assertThat(one.getSchema()).isEqualTo(Schemas.GET_SQL_INFO_SCHEMA);
      assertThat(values(one, "info_name")).containsExactly(String.valueOf(info));
    }
    assertThat(values(sql.getSqlInfo(SqlInfo.FLIGHT_SQL_SERVER_NAME), "value"))
        .containsExactly("Skein");
    assertThat(values(sql.getSqlInfo(SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY), "value"))
        .containsExactly("true");
    assertThat(values(sql.getSqlInfo(SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION), "value"))
        .containsExactly("0");
  }

  @Test
  void ofAnInfoThatNobodyDefinedThereIsNoRow() throws Exception {
    FlightSqlClient sql = new FlightSqlClient(client);
    assertThat(values(sql.getSqlInfo(List.of(99_999)), "info_name")).isEmpty();
    assertThat(values(sql.getSqlInfo(List.of(0, 99_999)), "info_name")).containsExactly("0");
  }

  @Test
  void typesAreListedAllOrByTheirNumber() throws Exception {
    FlightSqlClient sql = new FlightSqlClient(client);
    List<String> all = values(sql.getXdbcTypeInfo(), "data_type");
    assertThat(all).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(all.stream().map(Integer::valueOf).toList()).isSorted();
    for (String number : all) {
      FlightInfo one = sql.getXdbcTypeInfo(Integer.parseInt(number));
      assertThat(values(one, "data_type")).containsExactly(number);
    }
    assertThat(values(sql.getXdbcTypeInfo(12), "type_name")).containsExactly("VARCHAR");
    assertThat(values(sql.getXdbcTypeInfo(3), "create_params"))
        .containsExactly("[\"precision,scale\"]");
    assertThat(values(sql.getXdbcTypeInfo(-99), "type_name")).isEmpty();
  }

  private static List<String> values(FlightInfo info, String column) throws Exception {
    List<String> values = new ArrayList<>();
    Ticket ticket = info.getEndpoints().get(0).getTicket();
    try (FlightStream stream = client.getStream(ticket)) {
      assertThat(stream.getSchema()).isEqualTo(info.getSchema());
      while (stream.next()) {
        for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
          values.add(String.valueOf(stream.getRoot().getVector(column).getObject(row)));
        }
      }
    }
    return values;
  }
}
