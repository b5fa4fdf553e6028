package io.skein.coordinator.flightsql;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;

/** Fills a small Arrow table row by row; what is not set is NULL. Used by one thread. */
final class RowBuilder {
  private final VectorSchemaRoot root;
  private int row;

  RowBuilder(VectorSchemaRoot root) {
    this.root = root;
  }

  RowBuilder add(String column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ((VarCharVector) root.getVector(column)).setSafe(row, bytes);
    return this;
  }

  RowBuilder add(String column, byte[] bytes) {
    ((VarBinaryVector) root.getVector(column)).setSafe(row, bytes);
    return this;
  }

  RowBuilder add(String column, int value) {
    ((IntVector) root.getVector(column)).setSafe(row, value);
    return this;
  }

  RowBuilder add(String column, boolean value) {
    ((BitVector) root.getVector(column)).setSafe(row, value ? 1 : 0);
    return this;
  }

  /** Sets a list of one text. */
  RowBuilder addList(String column, String element) {
    UnionListWriter writer = ((ListVector) root.getVector(column)).getWriter();
    writer.setPosition(row);
    writer.startList();
    writer.writeVarChar(element);
    writer.endList();
    return this;
  }

  /** Ends the row. */
  void end() {
    row++;
  }

  /** Makes all rows visible. */
  void finish() {
    for (FieldVector vector : root.getFieldVectors()) {
      while (vector.getValueCapacity() < row) {
        vector.reAlloc();
      }
    }
    root.setRowCount(row);
  }
}
