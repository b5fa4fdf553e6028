package io.skein.it.random;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows that a window sees.
 *
 * @param order the first sort keys
 * @param total whether all that tells rows apart is a sort key, too
 * @param frame SQL of the frame, may be empty
 */
record Over(List<Expression> partition, List<SortKey> order, boolean total, String frame) {

  Over {
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  String sql(Context context) {
    String partitions =
        partition.isEmpty()
            ? ""
            : partition.stream()
                .map(expression -> expression.sql(context))
                .collect(Collectors.joining(", ", "PARTITION BY ", " "));
    String sorted =
        SortKey.orderBy(order, total ? context.requireWindowRows() : List.of(), context);
    return "OVER (%s%s%s)".formatted(partitions, sorted, frame.isEmpty() ? "" : " " + frame);
  }

  Stream<Over> simpler() {
    return Stream.of(
            frame.isEmpty()
                ? Stream.<Over>empty()
                : Stream.of(new Over(partition, order, total, "")),
            Simpler.without(partition, fewer -> new Over(fewer, order, total, frame)),
            Simpler.without(order, fewer -> new Over(partition, fewer, total, frame)),
            Simpler.each(
                partition, Expression::simpler, changed -> new Over(changed, order, total, frame)),
            Simpler.each(
                order, SortKey::simpler, changed -> new Over(partition, changed, total, frame)))
        .flatMap(candidates -> candidates);
  }

  Stream<Expression> expressions() {
    return Stream.concat(partition.stream(), order.stream().map(SortKey::expression));
  }

  Stream<String> features() {
    return Stream.of(
        partition.isEmpty() ? "window without PARTITION BY" : "window PARTITION BY",
        frame.isEmpty() ? "" : "window " + frame.substring(0, frame.indexOf(' ')));
  }
}
