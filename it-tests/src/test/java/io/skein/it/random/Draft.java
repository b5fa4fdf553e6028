package io.skein.it.random;

import java.util.List;

/** What the parts of one random query share while it is made. Not thread-safe. */
final class Draft {
  private final Choices choices;
  private final List<String> schemas;
  private final String schema;
  private final boolean mixed;
  private int names;

  Draft(Choices choices, List<String> schemas) {
    this.choices = choices;
    this.schemas = schemas;
    this.schema = choices.of(schemas);
    this.mixed = choices.chance(30);
  }

  Choices choices() {
    return choices;
  }

  /** Returns a name that no other relation of the query has. */
  String name(String prefix) {
    return prefix + names++;
  }

  /** Returns the layout of a table: mostly the same one throughout a query. */
  String schema() {
    return mixed ? choices.of(schemas) : schema;
  }
}
