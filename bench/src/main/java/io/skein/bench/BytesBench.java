package io.skein.bench;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.standalone.LocalCluster;
import io.skein.worker.WorkerServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** How many bytes of rows the workers exchange for a query: what tasks receive from other tasks. */
final class BytesBench {
  private static final List<Integer> WORKERS = List.of(2, 4, 8);

  private BytesBench() {}

  /**
   * What the workers of one cluster received for one query, in bytes.
   *
   * @param all all of them together
   * @param most the one that received most
   */
  private record Received(long all, long most) {
    Received plus(Received other) {
      return new Received(all + other.all, most + other.most);
    }
  }

  /** Measures, and hands over the figure of each query, then that of their sum. */
  static void run(Path tables, List<Query> queries, Consumer<Figure> figures) {
    Map<String, List<Received>> byQuery = new LinkedHashMap<>();
    List<Received> sums = new ArrayList<>();
    for (int workers : WORKERS) {
      try (LocalCluster cluster = QueryPairs.cluster(tables, workers);
          SkeinClient client = SkeinClient.connect("127.0.0.1", cluster.port())) {
        Received sum = new Received(0, 0);
        for (Query query : queries) {
          Received received = received(cluster, client, query);
          byQuery.computeIfAbsent(query.id(), id -> new ArrayList<>()).add(received);
          sum = sum.plus(received);
        }
        sums.add(sum);
      }
    }
    byQuery.forEach((query, received) -> figures.accept(figure("bytes of " + query, received)));
    figures.accept(figure("bytes of all " + queries.size(), sums));
  }

  private static Received received(LocalCluster cluster, SkeinClient client, Query query) {
    Map<String, Long> before = new LinkedHashMap<>();
    cluster.workers().forEach((id, worker) -> before.put(id, bytes(worker)));
    try (QueryResult result = client.query(query.sql())) {
      result.count();
    }
    long all = 0;
    long most = 0;
    for (WorkerServer worker : cluster.workers().values()) {
      long bytes = bytes(worker) - before.get(worker.id());
      all += bytes;
      most = Math.max(most, bytes);
    }
    return new Received(all, most);
  }

  private static long bytes(WorkerServer worker) {
    return worker.exchanged().bytesReceived();
  }

  /** The figure itself is that of the cluster with the most workers. */
  private static Figure figure(String name, List<Received> received) {
    List<String> details = new ArrayList<>();
    for (int i = 0; i < received.size(); i++) {
      int workers = WORKERS.get(i);
      long all = received.get(i).all();
      details.add(
          String.format(
              Locale.ROOT,
              "%d workers %s (each %s, most %s)",
              workers,
              mebibytes(all),
              mebibytes(all / workers),
              mebibytes(received.get(i).most())));
    }
    return new Figure(
        name,
        mebibytes(received.get(received.size() - 1).all()),
        "none",
        String.join(", ", details));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MiB", bytes / 1048576.0);
  }
}
