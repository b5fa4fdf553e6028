package io.skein.planner;

import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What is known of a statement before its parameters have values. Immutable.
 *
 * @param result the schema of its result; a column whose type a value decides is text here
 * @param parameters its parameters in order, each with the type that DuckDB expects, or text
 */
public record PreparedQuery(Schema result, Schema parameters) {

  public PreparedQuery {
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(parameters, "parameters");
  }
}
