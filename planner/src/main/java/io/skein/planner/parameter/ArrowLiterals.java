package io.skein.planner.parameter;

import io.skein.planner.plan.Constant;
import io.skein.planner.plan.DataType;
import io.skein.planner.render.SqlRenderer;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.type.TransportTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Values that clients bind, as SQL. A value has the type that it came with, as a value bound to a
 * DuckDB has, but for text, which takes the type of what it is compared with. Pure.
 */
public final class ArrowLiterals {

  private ArrowLiterals() {}

  /**
   * Returns the values of one row of bound parameters.
   *
   * @param announced the parameters that the statement has: a value that came as announced, of a
   *     type that Arrow does not have or that was announced as a wider one, becomes one of that
   *     type, if that type has the value
   * @throws SkeinException INVALID_REQUEST if there are more or fewer values than parameters, or a
   *     value of a type that DuckDB has not
   */
  public static List<TypedLiteral> row(VectorSchemaRoot values, int row, Schema announced) {
    int expected = announced.getFields().size();
    if (values.getFieldVectors().size() != expected) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "the statement has %d parameters, but %d values are bound to it: bind one to each"
              .formatted(expected, values.getFieldVectors().size()));
    }
    List<TypedLiteral> literals = new ArrayList<>();
    for (int i = 0; i < expected; i++) {
      FieldVector vector = values.getVector(i);
      try {
        literals.add(literal(vector, row, announced.getFields().get(i)));
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST,
            "the value of parameter %d, of the Arrow type %s, cannot be used: %s"
                .formatted(i + 1, vector.getField().getType(), e.getMessage()),
            e);
      }
    }
    return literals;
  }

  private static TypedLiteral literal(FieldVector vector, int row, Field announced) {
    DataType type = ArrowDataTypes.of(vector.getField());
    Constant.Value value = ArrowConstants.of(vector, row);
    String sql = SqlRenderer.constant(new Constant(type, value));
    String wanted = announced.getMetadata().getOrDefault(TransportTypes.METADATA_KEY, "");
    // An enumeration's values are not announced: text is one of them wherever it is compared.
    boolean asAnnounced =
        !wanted.isEmpty()
            && !wanted.contains("ENUM")
            && vector.getField().getType().equals(announced.getType())
            && TransportTypes.castOnArrival(wanted);
    boolean announcedWider =
        vector.getField().getType().equals(announced.getType()) && WholeRange.has(wanted, value);
    if (announcedWider || (asAnnounced && !wanted.equals("\"NULL\""))) {
      return new TypedLiteral("CAST(" + sql + " AS " + wanted + ")");
    }
    // A plain number would be a position in GROUP BY and ORDER BY.
    return new TypedLiteral(
        type.equals(DataType.INTEGER) && value instanceof Constant.Whole
            ? "CAST(" + sql + " AS INTEGER)"
            : sql);
  }
}
