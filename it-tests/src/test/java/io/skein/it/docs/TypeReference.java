package io.skein.it.docs;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.TransportTypes;
import io.skein.protocol.type.Unsigned;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The page that says how each of DuckDB's types crosses Arrow. */
final class TypeReference {
  /** At least one of every type that a table of DuckDB may have. */
  static final List<String> TYPES =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "BIGNUM",
          "FLOAT",
          "DOUBLE",
          "DECIMAL(4,1)",
          "DECIMAL(15,2)",
          "DECIMAL(38,10)",
          "VARCHAR",
          "ENUM('a', 'b')",
          "BLOB",
          "BIT",
          "UUID",
          "JSON",
          "DATE",
          "TIME",
          "TIME_NS",
          "TIME WITH TIME ZONE",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "TIMESTAMPTZ_NS",
          "INTERVAL",
          "INTEGER[]",
          "INTEGER[3]",
          "STRUCT(a INTEGER, b VARCHAR)",
          "TUPLE(INTEGER, VARCHAR)",
          "MAP(VARCHAR, INTEGER)",
          "UNION(number INTEGER, text VARCHAR)",
          "GEOMETRY",
          "VARIANT",
          "\"NULL\"");

  private TypeReference() {}

  /** Returns the page. The Arrow types are those that DuckDB itself exports. */
  static String page() {
    MarkdownTable table =
        new MarkdownTable(
            "DuckDB type", "Sent as", "Arrow type", "Cast back", "Exact", "Flight SQL");
    try (BufferAllocator allocator = new RootAllocator();
        ShellDatabase duckDb = ShellDatabase.open(Catalog.EMPTY)) {
      for (String type : TYPES) {
        String sent = TransportTypes.sent(type);
        String widened = TransportTypes.sent(type, Unsigned.WIDENED);
        table.add(
            MarkdownTable.code(type),
            sent.equals(type) ? "itself" : MarkdownTable.code(sent),
            MarkdownTable.code(arrowType(duckDb, type, allocator)),
            TransportTypes.castOnArrival(type) ? "yes" : "",
            TransportTypes.exact(type) ? "yes" : "**no**",
            widened.equals(sent) ? "" : MarkdownTable.code(widened));
      }
    }
    return """
        # Types

        How a value of each of DuckDB's types crosses Arrow Flight. What Arrow cannot carry exactly,
        or what clients cannot read, is cast before it is sent. What DuckDB would read back from
        Arrow as another type is cast again where it arrives: at the worker that gathers, and in
        Skein's own client. Other clients see the Arrow type. The same holds inside lists, arrays,
        structs, tuples, maps and unions.

        Every field is nullable and has DuckDB's own text of its type in the metadata key `%s`.

        """
            .formatted(TransportTypes.METADATA_KEY)
        + table
        + """

        "Exact" says whether every value is the same again after it was sent and cast back. The time
        zone of every node is UTC, so that is the zone of the timestamps that have one.

        "Flight SQL" says as what unsigned numbers are sent to clients of Flight SQL: JDBC's driver
        18.3.0 reads their bits as if the first were a sign, 255 as -1. The wider types have all
        their values. Results, prepared statements and the columns of tables agree in it; the
        metadata keeps the type's own text. ADBC's drivers for C, Go, Python and R, which say by their
        `user-agent` who they are, get the types themselves, and so do all clients of plain Flight.

        Parameters of prepared statements are announced likewise: whole numbers as `BIGINT`
        (`UBIGINT` as itself), times in milliseconds. A value that the parameter's own type has
        becomes one of that type; any other stays what it is.
        """;
  }

  private static String arrowType(ShellDatabase duckDb, String type, BufferAllocator allocator) {
    String field =
        duckDb.arrowSchema(List.of(new Column("v", type)), allocator).getFields().get(0).toString();
    return field.substring("v: ".length());
  }
}
