package io.skein.planner.parameter;

import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The parameters of a statement as clients are told of them. Pure. */
public final class ParameterFields {

  private ParameterFields() {}

  /**
   * Returns the schema as JDBC's driver for Flight SQL has to see it: the driver converts each
   * value to the type that it is asked for, whatever is lost.
   *
   * <p>Times and timestamps are in milliseconds: it writes milliseconds whatever unit is asked for,
   * and would ask for rows of another year. Whole numbers are those of 64 bits: of a TINYINT it
   * would write the last 8 bits of 300, and find rows with 44. Clients that have other units and
   * widths may send them all the same.
   */
  public static Schema announced(Schema parameters) {
    return new Schema(parameters.getFields().stream().map(ParameterFields::announced).toList());
  }

  private static Field announced(Field field) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Timestamp timestamp) {
      type = new ArrowType.Timestamp(TimeUnit.MILLISECOND, timestamp.getTimezone());
    } else if (type instanceof ArrowType.Time) {
      type = new ArrowType.Time(TimeUnit.MILLISECOND, 32);
    } else if (type instanceof ArrowType.Int number && number.getBitWidth() < Long.SIZE) {
      type = new ArrowType.Int(Long.SIZE, true);
    }
    return new Field(
        field.getName(), new FieldType(true, type, null, field.getMetadata()), field.getChildren());
  }
}
