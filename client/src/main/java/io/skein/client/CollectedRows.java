package io.skein.client;

import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The rows of a result as Java objects, those of each endpoint by themselves until all are there:
 * so those of an endpoint that fails can be taken back. Of each endpoint, used by one thread at a
 * time.
 */
final class CollectedRows implements BatchSink {
  private final List<Column> columns;
  private final List<List<List<Object>>> parts = new ArrayList<>();

  CollectedRows(List<Column> columns, int endpoints) {
    this.columns = columns;
    for (int i = 0; i < endpoints; i++) {
      parts.add(new ArrayList<>());
    }
  }

  @Override
  public void accept(int endpoint, VectorSchemaRoot batch) {
    List<List<Object>> rows = parts.get(endpoint);
    for (int row = 0; row < batch.getRowCount(); row++) {
      List<Object> values = new ArrayList<>(columns.size());
      for (int column = 0; column < columns.size(); column++) {
        values.add(JavaValues.value(batch.getVector(column), row, columns.get(column).type()));
      }
      rows.add(values);
    }
  }

  @Override
  public boolean discard(int endpoint) {
    parts.get(endpoint).clear();
    return true;
  }

  /** Returns all rows, endpoint by endpoint, and forgets them. */
  List<List<Object>> take() {
    List<List<Object>> rows = parts.get(0);
    for (List<List<Object>> part : parts.subList(1, parts.size())) {
      rows.addAll(part);
      part.clear();
    }
    return rows;
  }
}
