package io.skein.coordinator.flightsql;

import io.skein.coordinator.query.QueryService;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.table.TableName;
import io.skein.protocol.type.Unsigned;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What there is: one catalog, its schemas and its tables, without keys. Each user sees what that
 * user can query. Thread-safe.
 */
final class Metadata {
  private static final String TABLE = "TABLE";

  private final QueryService queries;
  private final TableSchemas schemas;
  private final RowsSender sender;

  Metadata(QueryService queries, RowsSender sender) {
    this.queries = queries;
    this.schemas = new TableSchemas(queries);
    this.sender = sender;
  }

  /** Returns where the answer to the command can be fetched: at any coordinator. */
  static FlightInfo info(Schema schema, FlightDescriptor descriptor) {
    FlightEndpoint endpoint = new FlightEndpoint(new Ticket(descriptor.getCommand()));
    return FlightInfo.builder(schema, descriptor, List.of(endpoint)).setOrdered(true).build();
  }

  static Schema tablesSchema(CommandGetTables command) {
    return command.getIncludeSchema()
        ? Schemas.GET_TABLES_SCHEMA
        : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
  }

  void catalogs(ServerStreamListener listener) {
    send(
        Schemas.GET_CATALOGS_SCHEMA,
        rows -> rows.add("catalog_name", ShellDatabase.DATABASE).end(),
        listener);
  }

  void schemas(CommandGetDbSchemas command, CallContext context, ServerStreamListener listener) {
    NamePattern pattern =
        pattern(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern());
    List<String> names =
        isTheCatalog(command.hasCatalog(), command.getCatalog())
            ? Stream.concat(
                    Stream.of(TableName.MAIN),
                    tables(queries.catalog(CallerMiddleware.caller(context)))
                        .map(table -> table.name().schema()))
                .distinct()
                .sorted()
                .filter(pattern::matches)
                .toList()
            : List.of();
    send(
        Schemas.GET_SCHEMAS_SCHEMA,
        rows ->
            names.forEach(
                name ->
                    rows.add("catalog_name", ShellDatabase.DATABASE)
                        .add("db_schema_name", name)
                        .end()),
        listener);
  }

  void tables(CommandGetTables command, CallContext context, ServerStreamListener listener) {
    NamePattern schema =
        pattern(command.hasDbSchemaFilterPattern(), command.getDbSchemaFilterPattern());
    NamePattern name =
        pattern(command.hasTableNameFilterPattern(), command.getTableNameFilterPattern());
    boolean wanted =
        isTheCatalog(command.hasCatalog(), command.getCatalog())
            && (command.getTableTypesCount() == 0
                || command.getTableTypesList().stream().anyMatch(TABLE::equalsIgnoreCase));
    Catalog catalog = queries.catalog(CallerMiddleware.caller(context));
    Unsigned unsigned = ClientTypes.unsigned(context);
    List<CatalogTable> tables =
        tables(catalog)
            .filter(table -> wanted)
            .filter(table -> schema.matches(table.name().schema()))
            .filter(table -> name.matches(table.name().name()))
            .toList();
    send(
        tablesSchema(command),
        rows -> {
          for (CatalogTable table : tables) {
            rows.add("catalog_name", ShellDatabase.DATABASE)
                .add("db_schema_name", table.name().schema())
                .add("table_name", table.name().name())
                .add("table_type", TABLE);
            if (command.getIncludeSchema()) {
              rows.add("table_schema", schemas.of(table, catalog, unsigned).serializeAsMessage());
            }
            rows.end();
          }
        },
        listener);
  }

  void tableTypes(ServerStreamListener listener) {
    send(Schemas.GET_TABLE_TYPES_SCHEMA, rows -> rows.add("table_type", TABLE).end(), listener);
  }

  /** Parquet files have no keys: all questions for keys are answered with no rows. */
  void none(Schema schema, ServerStreamListener listener) {
    send(schema, rows -> {}, listener);
  }

  void typeInfo(Optional<Integer> dataType, ServerStreamListener listener) {
    send(Schemas.GET_TYPE_INFO_SCHEMA, rows -> TypeInfo.addTo(rows, dataType), listener);
  }

  private void send(Schema schema, Consumer<RowBuilder> fill, ServerStreamListener listener) {
    sender.send(
        allocator -> {
          VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
          try {
            RowBuilder rows = new RowBuilder(root);
            fill.accept(rows);
            rows.finish();
            return root;
          } catch (RuntimeException | Error e) {
            root.close();
            throw e;
          }
        },
        listener);
  }

  /** Returns the tables that can be queried now. */
  private static Stream<CatalogTable> tables(Catalog catalog) {
    return catalog.tables().values().stream().filter(table -> table.problem().isEmpty());
  }

  private static NamePattern pattern(boolean given, String like) {
    return given ? new NamePattern(like) : NamePattern.ANY;
  }

  private static boolean isTheCatalog(boolean given, String catalog) {
    return !given || catalog.equalsIgnoreCase(ShellDatabase.DATABASE);
  }
}
