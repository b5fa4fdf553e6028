package io.skein.generator.table;

import java.time.LocalDate;
import java.util.List;
import org.apache.parquet.io.api.Binary;

/**
 * A row of the table {@code dataset}: a pure function of the seed and the row's number. Immutable.
 *
 * <p>Each column draws from a SplitMix64 sequence of its own, at the row's position. Logarithms and
 * cosines are StrictMath's, so a seed means the same rows on every machine.
 *
 * @param seed which of all possible tables
 * @param id the row's number, from 0
 */
record DatasetRow(long seed, long id) {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private static final int FIRST_DAY = Math.toIntExact(LocalDate.of(2019, 1, 1).toEpochDay());
  private static final int DAYS =
      Math.toIntExact(LocalDate.of(2024, 1, 1).toEpochDay()) - FIRST_DAY;

  private static final Binary[] CATEGORIES = Utf8.constants(List.of("A", "B", "C", "D", "E"));
  // Category i has the rows whose draw lies below bound i, and not below the one before it.
  private static final double[] CATEGORY_BOUNDS = {0.30, 0.55, 0.75, 0.90};

  private static final double VALUE1_MEAN = 100;
  private static final double VALUE1_DEVIATION = 15;
  private static final double VALUE2_MEAN = 50;
  private static final double ACTIVE_SHARE = 0.7;

  private static final Binary[] NAMES = PersonNames.all();

  private enum Draw {
    DATE,
    CATEGORY,
    VALUE1_RADIUS,
    VALUE1_ANGLE,
    VALUE2,
    ACTIVE,
    NAME
  }

  /** Returns a day of the years 2019 to 2023, uniformly, as days since 1970-01-01. */
  int date() {
    return FIRST_DAY + below(DAYS, Draw.DATE);
  }

  /** Returns one of A to E, falling in frequency from 30 % to 10 %. */
  Binary category() {
    double draw = uniform(Draw.CATEGORY);
    int index = 0;
    while (index < CATEGORY_BOUNDS.length && draw >= CATEGORY_BOUNDS[index]) {
      index++;
    }
    return CATEGORIES[index];
  }

  /** Returns a normally distributed number, mean 100 and standard deviation 15. */
  double value1() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(positiveUniform(Draw.VALUE1_RADIUS)));
    double angle = 2 * Math.PI * uniform(Draw.VALUE1_ANGLE);
    return VALUE1_MEAN + VALUE1_DEVIATION * radius * StrictMath.cos(angle);
  }

  /** Returns an exponentially distributed number, mean 50. */
  double value2() {
    return 0.0 - VALUE2_MEAN * StrictMath.log(positiveUniform(Draw.VALUE2));
  }

  /** Returns true for 70 % of the rows. */
  boolean active() {
    return uniform(Draw.ACTIVE) < ACTIVE_SHARE;
  }

  /** Returns one of some thousand names of people. */
  Binary name() {
    return NAMES[below(NAMES.length, Draw.NAME)];
  }

  /** Returns a number from 0 to bound - 1. */
  private int below(int bound, Draw draw) {
    return (int) ((bits(draw) >>> 32) * bound >>> 32);
  }

  /** Returns a number from 0, inclusive, to 1, exclusive. */
  private double uniform(Draw draw) {
    return (bits(draw) >>> 11) * UNIT;
  }

  /** Returns a number from 0, exclusive, to 1, inclusive: it has a logarithm. */
  private double positiveUniform(Draw draw) {
    return ((bits(draw) >>> 11) + 1) * UNIT;
  }

  private long bits(Draw draw) {
    long sequence = mix(seed + GOLDEN_RATIO * (draw.ordinal() + 1));
    return mix(sequence + GOLDEN_RATIO * (id + 1));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
