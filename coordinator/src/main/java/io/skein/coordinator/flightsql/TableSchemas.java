package io.skein.coordinator.flightsql;

import io.skein.coordinator.query.QueryService;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.type.Unsigned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The Arrow schemas of tables, with what Flight SQL says of columns beside. Thread-safe. */
final class TableSchemas {
  private final QueryService queries;

  TableSchemas(QueryService queries) {
    this.queries = queries;
  }

  Schema of(CatalogTable table, Catalog catalog, Unsigned unsigned) {
    List<Field> fields = new ArrayList<>();
    Schema schema = queries.schema(table, catalog, unsigned);
    for (int i = 0; i < table.columns().size(); i++) {
      Field field = schema.getFields().get(i);
      Map<String, String> metadata = new HashMap<>(field.getMetadata());
      metadata.putAll(metadata(table, field, table.columns().get(i).type()));
      FieldType type =
          new FieldType(field.isNullable(), field.getType(), field.getDictionary(), metadata);
      fields.add(new Field(field.getName(), type, field.getChildren()));
    }
    return new Schema(fields);
  }

  private static Map<String, String> metadata(CatalogTable table, Field field, String type) {
    FlightSqlColumnMetadata.Builder metadata =
        new FlightSqlColumnMetadata.Builder()
            .catalogName(ShellDatabase.DATABASE)
            .schemaName(table.name().schema())
            .tableName(table.name().name())
            .typeName(type)
            .isAutoIncrement(false)
            .isCaseSensitive(field.getType() instanceof ArrowType.Utf8)
            .isReadOnly(true)
            .isSearchable(true);
    if (field.getType() instanceof ArrowType.Decimal decimal) {
      metadata.precision(decimal.getPrecision()).scale(decimal.getScale());
    }
    return metadata.build().getMetadataMap();
  }
}
