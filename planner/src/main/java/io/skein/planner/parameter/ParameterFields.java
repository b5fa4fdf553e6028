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
   * Returns the schema with times and timestamps in milliseconds: JDBC's driver for Flight SQL
   * writes milliseconds whatever unit is asked for, and would ask for rows of another year. Clients
   * that have microseconds may send them all the same.
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
    }
    return new Field(
        field.getName(), new FieldType(true, type, null, field.getMetadata()), field.getChildren());
  }
}
