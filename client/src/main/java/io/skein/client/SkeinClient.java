package io.skein.client;

import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.Backoff;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.query.TimeLimitHeader;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.security.TlsFiles;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a Skein cluster: it asks a coordinator where a query's result can be redeemed,
 * and fetches it from the workers.
 *
 * <pre>{@code
 * try (SkeinClient client = SkeinClient.connect("localhost", 8815);
 *     QueryResult result = client.query("SELECT * FROM orders")) {
 *   result.forEachBatch(batch -> ...);
 * }
 * }</pre>
 *
 * <p>Thread-safe; each result belongs to one thread. Close results before the client.
 */
public final class SkeinClient implements AutoCloseable {
  /** Workers take seconds to come back, or until others stand in for them. */
  private static final Backoff FETCHING =
      new Backoff(5, Duration.ofMillis(250), Duration.ofSeconds(2));

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(SkeinClient.class);

  private final Coordinators coordinators;
  private final int parallelism;
  private final BufferAllocator allocator;
  private final FlightClients clients;
  private final Consumer<SkeinException> onNewAttempt;
  private final Optional<Duration> timeLimit;

  private SkeinClient(Builder builder) {
    if (builder.coordinators.isEmpty()) {
      throw new IllegalArgumentException("a client needs at least one coordinator");
    }
    List<String> locations =
        builder.coordinators.stream().map(address -> location(address, builder.tls)).toList();
    this.parallelism = builder.parallelism;
    this.allocator =
        builder.parent == null
            ? new RootAllocator()
            : builder.parent.newChildAllocator("skein-client", 0, builder.parent.getLimit());
    this.clients = connections(locations, builder);
    this.coordinators = new Coordinators(locations, clients, builder.credentials);
    this.onNewAttempt = builder.onNewAttempt;
    this.timeLimit = builder.timeLimit;
  }

  private static String location(Address address, Optional<TlsFiles> tls) {
    Location location =
        tls.isPresent()
            ? Location.forGrpcTls(address.host(), address.port())
            : Location.forGrpcInsecure(address.host(), address.port());
    return location.getUri().toString();
  }

  private FlightClients connections(List<String> coordinators, Builder builder) {
    Credentials credentials = builder.credentials;
    try {
      return new FlightClients(
          allocator,
          new ConnectionSecurity(
              builder.tls,
              // Workers are shown tickets, and need to know nothing else.
              location -> coordinators.contains(location) ? List.of(credentials) : List.of()));
    } catch (RuntimeException e) {
      allocator.close();
      throw e;
    }
  }

  /** Returns a client of the coordinator at the address. */
  public static SkeinClient connect(String host, int port) {
    return builder().coordinator(host, port).build();
  }

  /** Returns a builder of a client. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the planned result of the query; nothing is fetched before it is read.
   *
   * @throws SkeinException COORDINATOR_UNAVAILABLE if no coordinator answers, or what the
   *     coordinator says is wrong with the query
   */
  public QueryResult query(String sql) {
    FlightDescriptor descriptor = FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8));
    return coordinators.ask(
        coordinator -> {
          FlightInfo info = clients.client(coordinator).getInfo(descriptor, limits());
          ResultPlan plan = ResultPlan.of(info, coordinator);
          return new QueryResult(
              clients, plan, parallelism, allocator, () -> putOff(coordinator, plan));
        });
  }

  private CallOption[] limits() {
    if (timeLimit.isEmpty()) {
      return new CallOption[0];
    }
    FlightCallHeaders headers = new FlightCallHeaders();
    TimeLimitHeader.write(timeLimit.get(), headers);
    return new CallOption[] {new HeaderCallOption(headers)};
  }

  /** Says that the result is not read, so that the coordinator keeps no place for the query. */
  private void putOff(String coordinator, ResultPlan plan) {
    plan.summary()
        .filter(summary -> !plan.endpoints().get(0).locations().contains(coordinator))
        .ifPresent(summary -> tell(coordinator, QueryStatus.PUT_OFF_ACTION, summary.query()));
  }

  private void tell(String coordinator, String action, QueryId query) {
    try {
      ask(coordinator, action, query.value().getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      // It finds out by itself, only later.
      LOG.debug("{} is not told that query {} is not read", coordinator, query, e);
    }
  }

  private byte[] ask(String coordinator, String action, byte[] body) {
    return clients
        .client(coordinator)
        .doAction(
            new Action(action, body),
            CallOptions.timeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
        .next()
        .getBody();
  }

  /**
   * Returns the queries that wait and run in the cluster, and those that were over last, as all
   * coordinators of this client know them.
   *
   * @throws SkeinException COORDINATOR_UNAVAILABLE if no coordinator answers
   */
  public List<QueryStatus> queries() {
    Map<QueryId, QueryStatus> queries = new LinkedHashMap<>();
    coordinators
        .askAll(coordinator -> QueryStatus.parse(ask(coordinator, QueryStatus.ACTION, NOTHING)))
        .forEach(
            known -> known.forEach(query -> queries.merge(query.id(), query, SkeinClient::better)));
    return List.copyOf(queries.values());
  }

  // Who planned a query knows of its end for sure; others may only have seen its tasks go.
  private static QueryStatus better(QueryStatus one, QueryStatus other) {
    return one.state() == QueryState.ABANDONED ? other : one;
  }

  /**
   * Cancels the query wherever it runs.
   *
   * @return the workers that could not be told; tasks that run there end when they notice that
   *     nobody reads what they give
   * @throws SkeinException COORDINATOR_UNAVAILABLE if no coordinator answers, INVALID_REQUEST if
   *     none knows the query, or it is over
   */
  public List<String> cancel(QueryId query) {
    byte[] id = query.value().getBytes(StandardCharsets.UTF_8);
    byte[] deaf =
        coordinators.askForOne(coordinator -> ask(coordinator, QueryStatus.CANCEL_ACTION, id));
    String names = new String(deaf, StandardCharsets.UTF_8);
    return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
  }

  /**
   * Returns who serves, which tables can be queried, and how many queries run.
   *
   * @throws SkeinException COORDINATOR_UNAVAILABLE if no coordinator answers
   */
  public ClusterStatus status() {
    return coordinators.ask(
        coordinator -> ClusterStatus.parse(ask(coordinator, ClusterStatus.ACTION, NOTHING)));
  }

  /**
   * Returns the tables that can be queried, by name.
   *
   * @throws SkeinException COORDINATOR_UNAVAILABLE if no coordinator answers
   */
  public List<TableSummary> tables() {
    return coordinators.ask(
        coordinator -> {
          List<TableSummary> tables = new ArrayList<>();
          for (FlightInfo info : clients.client(coordinator).listFlights(Criteria.ALL)) {
            List<String> path = info.getDescriptor().getPath();
            tables.add(
                new TableSummary(
                    path.size() == 1
                        ? TableName.main(path.get(0))
                        : new TableName(path.get(0), path.get(1)),
                    ResultPlan.of(info, coordinator).columns(),
                    info.getRecords(),
                    info.getBytes()));
          }
          tables.sort(Comparator.comparing(TableSummary::name));
          return List.copyOf(tables);
        });
  }

  /**
   * Runs the query and hands its result to the handler, and does so again, up to five times in all,
   * with pauses, while the result cannot be completed because a shard changed or a worker went
   * away. So what a handler did before it failed must not count.
   *
   * @return what the handler returned
   * @throws SkeinException as {@link #query(String)} and {@link QueryResult} do
   * @throws IOException what the handler throws
   */
  public <T> T fetch(String sql, ResultHandler<T> handler) throws IOException {
    for (int attempt = 0; ; attempt++) {
      SkeinException failure;
      int attempts = Coordinators.ATTEMPTS;
      try (QueryResult result = query(sql)) {
        attempts = FETCHING.attempts();
        return handler.handle(result);
      } catch (SkeinException e) {
        failure = e;
      }
      boolean nobodyThere = attempt == 0 && failure.code() == ErrorCode.COORDINATOR_UNAVAILABLE;
      if (nobodyThere
          || attempt + 1 >= attempts
          || failure.code().type() != ErrorType.UNAVAILABLE) {
        throw failure;
      }
      onNewAttempt.accept(failure);
      Pause.after(attempt, FETCHING);
    }
  }

  /**
   * Returns all rows of the query as {@link QueryResult#fetchAll()} does, trying again like {@link
   * #fetch(String, ResultHandler)}.
   */
  public List<List<Object>> fetchAll(String sql) {
    try {
      return fetch(sql, QueryResult::fetchAll);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the connections. */
  @Override
  public void close() {
    clients.close();
    allocator.close();
  }

  private record Address(String host, int port) {}

  /** Collects what a client is made of. Not thread-safe. */
  public static final class Builder {
    private final List<Address> coordinators = new ArrayList<>();
    private int parallelism = Integer.MAX_VALUE;
    private BufferAllocator parent;
    private Optional<TlsFiles> tls = Optional.empty();
    private Credentials credentials = Credentials.none();
    private Consumer<SkeinException> onNewAttempt = error -> {};
    private Optional<Duration> timeLimit = Optional.empty();

    private Builder() {}

    /** Adds a coordinator; those added first are asked first. */
    public Builder coordinator(String host, int port) {
      coordinators.add(new Address(host, port));
      return this;
    }

    /**
     * Sets how many endpoints of a result are open at the same time; without a limit by default.
     */
    public Builder parallelism(int endpoints) {
      if (endpoints < 1) {
        throw new IllegalArgumentException("parallelism must be at least 1: " + endpoints);
      }
      this.parallelism = endpoints;
      return this;
    }

    /** Makes all connections use TLS; whom the client trusts, the files say. */
    public Builder tls(TlsFiles files) {
      this.tls = Optional.of(files);
      return this;
    }

    /** Sets who logs in at the coordinators. */
    public Builder login(String user, String password) {
      this.credentials = Credentials.login(user, password);
      return this;
    }

    /** Sets the token, such as a JWT, that is presented to the coordinators. */
    public Builder token(String token) {
      this.credentials = Credentials.token(token);
      return this;
    }

    /** Sets the allocator that batches are received into; it stays the caller's. */
    public Builder allocator(BufferAllocator allocator) {
      this.parent = allocator;
      return this;
    }

    /** Sets who is told why a query is planned again by {@link SkeinClient#fetch}. */
    public Builder onNewAttempt(Consumer<SkeinException> listener) {
      this.onNewAttempt = listener;
      return this;
    }

    /** Sets how long queries may run; never longer than the coordinator lets them. */
    public Builder timeLimit(Duration limit) {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("a time limit must be positive: " + limit);
      }
      this.timeLimit = Optional.of(limit);
      return this;
    }

    /** Returns the client, which connects when it is first used. */
    public SkeinClient build() {
      return new SkeinClient(this);
    }
  }
}
