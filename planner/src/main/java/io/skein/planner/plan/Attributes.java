package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The attributes of one JSON object of a plan, each of which must be read: DuckDB leaves out what
 * has its default value, so that an attribute nobody asked for is one that changes the meaning. Not
 * thread-safe.
 */
final class Attributes {
  private static final BigInteger ABSENT_INDEX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final String owner;
  private final JsonNode node;
  private final Set<String> read = new HashSet<>();

  Attributes(JsonNode node, String owner) {
    if (!node.isObject()) {
      throw new UnsupportedPlanException(owner + " is not a JSON object");
    }
    this.node = node;
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  /** Returns the attribute's value, null where the object does not have it. */
  private JsonNode find(String name) {
    read.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  JsonNode required(String name) {
    JsonNode value = find(name);
    if (value == null) {
      throw new UnsupportedPlanException(owner + " has no attribute '" + name + "'");
    }
    return value;
  }

  Attributes object(String name) {
    return new Attributes(required(name), owner + "." + name);
  }

  String text(String name) {
    return text(required(name), name);
  }

  private String text(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw unexpected(name, value);
    }
    return value.textValue();
  }

  /** Returns the boolean attribute, false being the default that DuckDB leaves out. */
  boolean flag(String name) {
    return flagOr(name, /* fallback= */ false);
  }

  /** Returns the boolean attribute; true is the default that DuckDB leaves out. */
  boolean flagUnlessFalse(String name) {
    return flagOr(name, /* fallback= */ true);
  }

  private boolean flagOr(String name, boolean fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw unexpected(name, value);
    }
    return value.booleanValue();
  }

  /** Returns the number attribute, 0 being the default that DuckDB leaves out. */
  int number(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return 0;
    }
    return number(value, name);
  }

  private int number(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw unexpected(name, value);
    }
    return value.intValue();
  }

  /** Returns the unsigned index as a signed number: what DuckDB writes as 2^64 - 1 is -1. */
  long index(String name) {
    JsonNode value = find(name);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber()) {
      throw unexpected(name, value);
    }
    BigInteger index = value.bigIntegerValue();
    if (index.signum() < 0 || index.compareTo(ABSENT_INDEX) > 0) {
      throw unexpected(name, value);
    }
    return index.longValue();
  }

  List<JsonNode> elements(String name) {
    JsonNode value = find(name);
    return value == null ? List.of() : elements(value, name);
  }

  private List<JsonNode> elements(JsonNode value, String name) {
    if (!value.isArray()) {
      throw unexpected(name, value);
    }
    List<JsonNode> elements = new ArrayList<>(value.size());
    value.forEach(elements::add);
    return elements;
  }

  List<Attributes> objects(String name) {
    return elements(name).stream().map(each -> new Attributes(each, owner + "." + name)).toList();
  }

  List<Integer> numbers(String name) {
    return elements(name).stream().map(each -> number(each, name)).toList();
  }

  List<List<Integer>> numberLists(String name) {
    return elements(name).stream()
        .map(list -> elements(list, name).stream().map(each -> number(each, name)).toList())
        .toList();
  }

  List<String> texts(String name) {
    return elements(name).stream().map(each -> text(each, name)).toList();
  }

  /** Marks attributes as read that do not change what the plan means. */
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** Throws unless the attribute is left out or empty. */
  void expectEmpty(String name) {
    JsonNode value = find(name);
    if (value != null && !value.isEmpty()) {
      throw unexpected(name, value);
    }
  }

  /** Throws if an attribute was not read. */
  void finish() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!read.contains(name) && !node.get(name).isNull()) {
        throw new UnsupportedPlanException(
            owner + " has the attribute '" + name + "', which is not understood");
      }
    }
  }

  private UnsupportedPlanException unexpected(String name, JsonNode value) {
    String text = value.toString();
    return new UnsupportedPlanException(
        "%s has %s = %s, which is not understood"
            .formatted(owner, name, text.length() > 80 ? text.substring(0, 80) + "..." : text));
  }
}
