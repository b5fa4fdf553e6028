package io.skein.it;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.protocol.flight.QuerySummary;
import java.io.IOException;

/** A cluster's answer, and the lane that gave it. */
record LanedAnswer(Answer answer, String lane) {

  static LanedAnswer fetch(SkeinClient client, String sql) throws IOException {
    return client.fetch(sql, LanedAnswer::of);
  }

  private static LanedAnswer of(QueryResult result) throws IOException {
    Answer answer = ClusterAnswer.of(result);
    return new LanedAnswer(answer, result.summary().map(QuerySummary::lane).orElse("?"));
  }
}
