package io.skein.protocol.type;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table that says how DuckDB's types cross Arrow. What Arrow cannot carry exactly, or what
 * clients cannot read, is cast before it is sent; what comes back as another type is cast again
 * where it arrives.
 */
public final class TransportTypes {
  /** The key of Arrow field metadata that holds DuckDB's text of the column's own type. */
  public static final String METADATA_KEY = "ARROW:FLIGHT:SQL:TYPE_NAME";

  /**
   * Types that are sent as another type. ENUM's dictionary is known only after the first batch, but
   * Flight sends dictionaries at the start; TIMETZ would lose its offset; BIT and BIGNUM would
   * arrive in an internal form; UHUGEINT would wrap above 2^127; INTERVAL's microseconds become
   * nanoseconds, which wrap after 292 years.
   */
  private static final Map<String, String> SENT =
      Map.of(
          "ENUM", "VARCHAR",
          "BIT", "VARCHAR",
          "BIGNUM", "VARCHAR",
          "UHUGEINT", "VARCHAR",
          "INTERVAL", "VARCHAR",
          "TIME WITH TIME ZONE", "VARCHAR",
          "VARIANT", "VARCHAR",
          "GEOMETRY", "VARCHAR",
          "\"NULL\"", "INTEGER");

  /** What {@link Unsigned#WIDENED} adds: the types that have all values of the unsigned ones. */
  private static final Map<String, String> WIDENED =
      Map.of(
          "UTINYINT", "SMALLINT",
          "USMALLINT", "INTEGER",
          "UINTEGER", "BIGINT",
          "UBIGINT", "DECIMAL(20,0)");

  /** Types that are sent as they are, but that DuckDB reads back from Arrow as another type. */
  private static final Set<String> ARRIVE_OTHERWISE = Set.of("HUGEINT", "UUID", "JSON", "TUPLE");

  /** Types whose values are not all the same after they were sent and cast back. */
  private static final Set<String> NOT_EXACT = Set.of("VARIANT", "AGGREGATE_STATE");

  private TransportTypes() {}

  /**
   * Returns the type as which a value of the type is sent to another node and to Skein's own
   * clients: the type itself for most.
   */
  public static String sent(String type) {
    return sent(type, Unsigned.EXACT);
  }

  /** Returns the type as which a value of the type is sent: the type itself for most. */
  public static String sent(String type, Unsigned unsigned) {
    TypeText text = TypeText.parse(type);
    String other = SENT.get(text.base());
    if (other == null && unsigned == Unsigned.WIDENED) {
      other = WIDENED.get(text.base());
    }
    if (other != null) {
      return other;
    }
    if (inner(text).allMatch(member -> sent(member.type(), unsigned).equals(member.type()))) {
      return type;
    }
    return switch (text.base()) {
      case "STRUCT", "UNION" ->
          text.members().stream()
              .map(member -> member.name() + " " + sent(member.type(), unsigned))
              .collect(Collectors.joining(", ", text.base() + "(", ")"));
      case "TUPLE", "MAP" ->
          text.members().stream()
              .map(member -> sent(member.type(), unsigned))
              .collect(Collectors.joining(", ", text.base() + "(", ")"));
      default ->
          text.base().startsWith("[")
              ? sent(text.members().get(0).type(), unsigned) + text.base()
              : type;
    };
  }

  /**
   * Returns whether every value of the type is the same again after it was sent and cast back. A
   * VARIANT would come back as the text of what it held.
   */
  public static boolean exact(String type) {
    TypeText text = TypeText.parse(type);
    return !NOT_EXACT.contains(text.base()) && inner(text).allMatch(member -> exact(member.type()));
  }

  /** Returns whether values that arrive must be cast to be of the type again. */
  public static boolean castOnArrival(String type) {
    TypeText text = TypeText.parse(type);
    if (SENT.containsKey(text.base()) || ARRIVE_OTHERWISE.contains(text.base())) {
      return true;
    }
    return inner(text).anyMatch(member -> castOnArrival(member.type()));
  }

  /** Returns the types inside the type; what DECIMAL and ENUM have in parentheses is no type. */
  private static Stream<TypeText.Member> inner(TypeText text) {
    boolean nested =
        switch (text.base()) {
          case "STRUCT", "UNION", "TUPLE", "MAP" -> true;
          default -> text.base().startsWith("[");
        };
    return nested ? text.members().stream() : Stream.empty();
  }
}
