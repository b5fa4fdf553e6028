package io.skein.planner.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;

/** Reads the JSON that DuckDB writes of its syntax trees and plans, which has bare NaN tokens. */
public final class PlanJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(10_000)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private PlanJson() {}

  /**
   * Returns the tree of the text.
   *
   * @throws SkeinException INTERNAL_ERROR if DuckDB wrote something else than JSON
   */
  public static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "DuckDB's answer is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
