package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.table.Column;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.type.TransportTypes;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a coordinator answered to a query: what the result looks like, and where to redeem it.
 * Immutable.
 *
 * @param summary what the coordinator says of the query, if it is Skein's
 * @param schema the Arrow schema of every batch
 * @param columns the columns with DuckDB's types
 * @param ordered whether the order of the endpoints is part of the result
 * @param endpoints the parts of the result
 */
record ResultPlan(
    Optional<QuerySummary> summary,
    Schema schema,
    List<Column> columns,
    boolean ordered,
    List<Endpoint> endpoints) {

  ResultPlan {
    columns = List.copyOf(columns);
    endpoints = List.copyOf(endpoints);
  }

  /**
   * Returns what the answer says.
   *
   * @param coordinator the location of the coordinator that gave it
   */
  static ResultPlan of(FlightInfo info, String coordinator) {
    Schema schema =
        info.getSchemaOptional()
            .orElseThrow(
                () ->
                    new SkeinException(
                        ErrorCode.INTERNAL_ERROR,
                        "the coordinator at %s announced no schema".formatted(coordinator)));
    for (Field field : schema.getFields()) {
      requireNoDictionary(field);
    }
    return new ResultPlan(
        QuerySummary.parse(info.getAppMetadata()),
        schema,
        schema.getFields().stream().map(ResultPlan::column).toList(),
        info.getOrdered(),
        info.getEndpoints().stream().map(endpoint -> Endpoint.of(endpoint, coordinator)).toList());
  }

  private static Column column(Field field) {
    String type = field.getMetadata().get(TransportTypes.METADATA_KEY);
    return new Column(
        field.getName(), type == null || type.isEmpty() ? field.getType().toString() : type);
  }

  // A dictionary belongs to one stream, but batches of several streams become one here.
  private static void requireNoDictionary(Field field) {
    if (field.getDictionary() != null) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "column '%s' is dictionary-encoded, which this client does not read: cast it to VARCHAR"
              .formatted(field.getName()));
    }
    field.getChildren().forEach(ResultPlan::requireNoDictionary);
  }
}
