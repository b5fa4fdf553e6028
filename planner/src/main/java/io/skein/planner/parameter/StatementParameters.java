package io.skein.planner.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.shell.ShellDatabase;
import io.skein.planner.statement.Statement;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.table.Column;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The parameters of one statement: their names in the order in which values are given, and where
 * they stand in its text, as DuckDB's own parser says. Immutable.
 */
public final class StatementParameters {
  /** What an expression's tree says of where it stands in the text. */
  private static final Set<String> PLACES = Set.of("query_location", "query_location_length");

  private final Statement statement;
  private final List<String> names;
  private final List<Place> places;

  private StatementParameters(Statement statement, List<String> names, List<Place> places) {
    this.statement = statement;
    this.names = List.copyOf(names);
    this.places = List.copyOf(places);
  }

  /**
   * Where a parameter is used.
   *
   * @param parameter its position among the parameters, from 0
   * @param start where it begins, in bytes of UTF-8
   * @param length how many bytes it has
   */
  private record Place(int parameter, int start, int length) {}

  /** Returns the parameters of the statement. */
  public static StatementParameters of(Statement statement) {
    Map<String, Integer> positions = new HashMap<>();
    for (JsonNode entry : statement.tree().path("named_param_map")) {
      positions.put(entry.path("key").asText(), entry.path("value").asInt() - 1);
    }
    List<String> names =
        positions.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    List<Place> places = new ArrayList<>();
    collect(statement.tree(), positions, places);
    places.sort(Comparator.comparingInt(Place::start));
    return new StatementParameters(statement, names, places);
  }

  private static void collect(JsonNode node, Map<String, Integer> positions, List<Place> places) {
    if (isParameter(node)) {
      Integer position = positions.get(node.path("identifier").asText());
      if (position == null) {
        throw misread("parameter %s has no position".formatted(node.path("identifier")));
      }
      places.add(
          new Place(
              position,
              node.path("query_location").asInt(-1),
              node.path("query_location_length").asInt(0)));
    }
    node.forEach(child -> collect(child, positions, places));
  }

  private static boolean isParameter(JsonNode node) {
    return node.path("class").asText().equals("PARAMETER");
  }

  /** Returns the names in order: "1", "2" where the statement gives none. */
  public List<String> names() {
    return names;
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns the statement's text with its parameters as numbers: {@code $1}, {@code $2}. */
  public String numbered() {
    return replaced(parameter -> "$" + (parameter + 1));
  }

  /**
   * Returns the result's columns as far as they are known before there are values; a column whose
   * type a value decides is text.
   */
  public List<Column> describe(ShellDatabase shells) {
    if (isEmpty()) {
      return shells.describe(statement.sql());
    }
    return shells.describe(numbered(), names.size()).stream()
        .map(
            column ->
                column.type().equals("\"NULL\"") ? new Column(column.name(), "VARCHAR") : column)
        .toList();
  }

  /** Returns the parameters with the types that DuckDB expects; text where any type will do. */
  public List<Column> columns(ShellDatabase shells) {
    if (isEmpty()) {
      return List.of();
    }
    List<String> types = shells.parameterTypes(numbered());
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String type = types.get(i);
      boolean known = !type.equals("INVALID") && !type.equals("UNKNOWN");
      columns.add(new Column(names.get(i), known ? type : "VARCHAR"));
    }
    return columns;
  }

  /**
   * Returns the statement's text with values in the places of its parameters. It has to be parsed
   * again, and to pass {@link #requireSame}.
   *
   * @throws SkeinException INVALID_REQUEST if there are more or fewer values than parameters
   */
  public String bound(List<TypedLiteral> values) {
    if (values.size() != names.size()) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "the statement has %d parameters, but %d values are bound to it: bind one to each"
              .formatted(names.size(), values.size()));
    }
    return replaced(parameter -> values.get(parameter).sql());
  }

  private String replaced(IntFunction<String> replacement) {
    byte[] text = statement.sql().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    int done = 0;
    for (Place place : places) {
      boolean inText = place.start() >= done && place.start() + place.length() <= text.length;
      if (!inText || place.length() < 1 || "?$:".indexOf(text[place.start()]) < 0) {
        throw misread("no parameter stands at byte " + place.start());
      }
      result.write(text, done, place.start() - done);
      result.writeBytes(replacement.apply(place.parameter()).getBytes(StandardCharsets.UTF_8));
      done = place.start() + place.length();
    }
    result.write(text, done, text.length - done);
    return result.toString(StandardCharsets.UTF_8);
  }

  /**
   * Refuses a statement that differs from this one in more than the places of the parameters.
   *
   * @throws SkeinException INTERNAL_ERROR if it does
   */
  public void requireSame(Statement bound) {
    if (!same(statement.tree().path("node"), bound.tree().path("node"))) {
      throw misread("it means something else with its values in place");
    }
  }

  private static boolean same(JsonNode unbound, JsonNode bound) {
    if (isParameter(unbound)) {
      return !isParameter(bound) && bound.isObject();
    }
    if (unbound.isArray()) {
      boolean same = bound.isArray() && unbound.size() == bound.size();
      for (int i = 0; same && i < unbound.size(); i++) {
        same = same(unbound.get(i), bound.get(i));
      }
      return same;
    }
    if (!unbound.isObject()) {
      return unbound.equals(bound);
    }
    boolean same = unbound.size() == bound.size();
    for (Iterator<Map.Entry<String, JsonNode>> i = unbound.fields(); same && i.hasNext(); ) {
      Map.Entry<String, JsonNode> field = i.next();
      same = PLACES.contains(field.getKey()) || same(field.getValue(), bound.path(field.getKey()));
    }
    return same;
  }

  private static SkeinException misread(String what) {
    return new SkeinException(
        ErrorCode.INTERNAL_ERROR,
        "the statement's parameters cannot be replaced by values, %s: write the values into the"
                .formatted(what)
            + " text");
  }
}
