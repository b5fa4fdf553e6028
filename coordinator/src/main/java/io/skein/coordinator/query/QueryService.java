package io.skein.coordinator.query;

import io.skein.coordinator.cluster.ClusterView;
import io.skein.coordinator.tracking.Admission;
import io.skein.coordinator.tracking.PlanningPlaces;
import io.skein.coordinator.tracking.QueryControl;
import io.skein.planner.DistributedPlan;
import io.skein.planner.PlannedStage;
import io.skein.planner.Planner;
import io.skein.planner.PreparedQuery;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.TableProblem;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.cluster.TableState;
import io.skein.protocol.cluster.WorkerSummary;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.security.Caller;
import io.skein.protocol.ticket.AnalysisGrant;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.Grant;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketSealer;
import io.skein.protocol.type.Unsigned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries with FlightInfos: it plans, signs tickets and keeps nothing of the query.
 * Thread-safe.
 */
public final class QueryService {
  private static final Logger LOG = LoggerFactory.getLogger(QueryService.class);

  /** After how long a wait for a place a query is planned anew. */
  private static final long STALE_MILLIS = 100;

  private final ClusterView cluster;
  private final Planner planner;
  private final PlanCache plans;
  private final TicketSealer sealer;
  private final TicketIssuer issuer;
  private final Duration ticketValidity;
  private final CatalogViews views = new CatalogViews();
  private final QueryControl control;
  private final PlanningPlaces planning;

  /** The runs of statements that are analyzed now, by the statements' ids. */
  private final Map<QueryId, QueryId> analyses = new ConcurrentHashMap<>();

  /** Creates the service; what it is given stays the caller's. */
  public QueryService(
      ClusterView cluster,
      Planner planner,
      TicketSealer sealer,
      Duration ticketValidity,
      QueryControl control,
      PlanObserver observer) {
    this.control = control;
    this.planning = new PlanningPlaces(control.limits());
    this.plans = new PlanCache(observer, planning);
    this.cluster = cluster;
    this.planner = planner;
    this.sealer = sealer;
    this.issuer = new TicketIssuer(sealer);
    this.ticketValidity = ticketValidity;
  }

  /** Returns the tables that the caller may read, and the workers, as they are known now. */
  public Catalog catalog(Caller caller) {
    return views.view(cluster.requireCatalog(), caller.tables());
  }

  /** A plan and the catalog that it was made for. */
  private record Planned(DistributedPlan plan, Catalog catalog) {
    /** Returns whether there is something to run. */
    boolean runs() {
      return plan.result().isEmpty() && plan.analyzed().isEmpty();
    }
  }

  /**
   * Returns where the query's result can be fetched, before anything of it runs. Waits for a place
   * if there is something to run.
   *
   * @throws io.skein.protocol.error.SkeinException if the query cannot be planned; TOO_MANY_QUERIES
   *     if no place becomes free
   */
  public FlightInfo plan(QueryRequest request, FlightDescriptor descriptor) {
    QueryId query = QueryId.random();
    long start = System.nanoTime();
    Planned planned = plan(query, request);
    long millis = millisSince(start);
    List<FlightEndpoint> endpoints;
    if (planned.runs()) {
      Admission.Slot slot =
          control.admission().admit(query, request.caller().user(), request.sql());
      try {
        if (millisSince(start) - millis > STALE_MILLIS) {
          // Shards and workers may be others than before the wait.
          long again = System.nanoTime();
          planned = plan(query, request);
          millis = millisSince(again);
        }
        QueryLabel label = label(request, planned.plan());
        endpoints = endpoints(query, label, planned);
        control.tracker().planned(query, label, slot);
      } catch (RuntimeException e) {
        slot.close();
        throw e;
      }
    } else {
      endpoints = List.of(redeemedHere(answer(query, request, planned.plan())));
    }
    DistributedPlan plan = planned.plan();
    LOG.atInfo()
        .addKeyValue("query", query)
        .log(
            "Query {}: lane {}, {} endpoints, planned in {} ms",
            query,
            plan.lane(),
            endpoints.size(),
            millis);
    return FlightInfo.builder(plan.schema(), descriptor, endpoints)
        .setOrdered(endpoints.size() == 1)
        .setAppMetadata(new QuerySummary(query, plan.lane().name(), plan.reason()).toJson())
        .build();
  }

  private Planned plan(QueryId query, QueryRequest request) {
    Catalog whole = cluster.requireCatalog();
    Catalog catalog = views.view(whole, request.caller().tables());
    return new Planned(
        plans.plan(request, whole, () -> planner.plan(request.toPlan(), catalog, query.hashCode())),
        catalog);
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private QueryLabel label(QueryRequest request, DistributedPlan plan) {
    PlannedStage result = plan.resultStage();
    return new QueryLabel(
        request.caller().user(),
        request.sql(),
        plan.lane().name(),
        result.number(),
        result.tasks().size(),
        control.limits().time(request.timeLimit()));
  }

  private static Grant answer(QueryId query, QueryRequest request, DistributedPlan plan) {
    if (plan.result().isPresent()) {
      return new ResultGrant(query, plan.result().get());
    }
    return new AnalysisGrant(
        query,
        request.sql(),
        request.parameters(),
        request.session().schema(),
        request.caller().tables());
  }

  private List<FlightEndpoint> endpoints(QueryId query, QueryLabel label, Planned planned) {
    Instant expires = sealer.expiry(ticketValidity);
    List<FlightEndpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint :
        issuer.issue(query, label, planned.plan(), planned.catalog().locations(), expires)) {
      List<Location> places = new ArrayList<>();
      endpoint.locations().forEach(place -> places.add(FlightClients.parse(place)));
      // For clients that cannot reach the workers: the coordinator passes the rows on.
      places.add(Location.reuseConnection());
      endpoints.add(
          FlightEndpoint.builder(
                  new Ticket(endpoint.ticket().toByteArray()), places.toArray(Location[]::new))
              .setExpirationTime(expires)
              .build());
    }
    return endpoints;
  }

  private FlightEndpoint redeemedHere(Grant grant) {
    Instant expires = sealer.expiry(ticketValidity);
    Ticket ticket = new Ticket(sealer.seal(grant, expires).toByteArray());
    return FlightEndpoint.builder(ticket, Location.reuseConnection())
        .setExpirationTime(expires)
        .build();
  }

  /**
   * Returns the analysis that the grant is for, planned anew, under an id of its own: what workers
   * keep of one run must not be read by another.
   *
   * @throws SkeinException if the query cannot be planned any more
   */
  public Analysis analyze(AnalysisGrant grant) {
    long start = System.nanoTime();
    QueryId query = QueryId.random();
    LOG.info("Query {} is run as {} to analyze it", grant.query(), query);
    QueryRequest request =
        new QueryRequest(
            grant.sql(),
            grant.values(),
            new SessionOptions(grant.schema()),
            new Caller("", grant.tables()));
    Admission.Slot slot = control.admission().admit(query, request.caller().user(), request.sql());
    try {
      Planned planned = plan(query, request);
      DistributedPlan analyzed =
          planned
              .plan()
              .analyzed()
              .orElseThrow(
                  () ->
                      new SkeinException(
                          ErrorCode.INVALID_REQUEST, "the ticket's query needs no run: " + grant));
      QueryLabel label = label(request, analyzed);
      List<Endpoint> endpoints =
          issuer.issueProfiled(
              query, label, analyzed, planned.catalog().locations(), sealer.expiry(ticketValidity));
      control.tracker().planned(query, label, slot);
      analyses.put(grant.query(), query);
      return new Analysis(
          query, planned.plan(), endpoints, start, () -> analyses.remove(grant.query(), query));
    } catch (RuntimeException e) {
      slot.close();
      throw e;
    }
  }

  /** Returns the queries that wait, run, and were over last, of those that the caller may see. */
  public List<QueryStatus> queries(Caller caller) {
    return control.tracker().queries().stream().filter(query -> sees(caller, query)).toList();
  }

  /** Who may read every table may see every query, others their own. */
  private static boolean sees(Caller caller, QueryStatus query) {
    return caller.tables().isAll() || query.user().equals(caller.user());
  }

  /**
   * Cancels the query, whichever coordinator planned it.
   *
   * @return the workers that could not be told
   * @throws SkeinException INVALID_REQUEST if the query is not known or is over
   */
  public Set<String> cancel(QueryId id, Caller caller) {
    QueryStatus query =
        queries(caller).stream()
            .filter(known -> known.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new SkeinException(
                        ErrorCode.INVALID_REQUEST,
                        "no query %s is known: it is over, or never was; './skein queries' lists"
                                .formatted(id)
                            + " those that run"));
    if (query.state().isDone()) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "query %s is over already: %s".formatted(id, query.state()));
    }
    return cancel(id, "somebody cancelled the query");
  }

  /**
   * Cancels the query that the tickets are of, redeemed or not. Who has the tickets may do so.
   *
   * @return whether all workers know
   * @throws SkeinException UNAUTHENTICATED if a ticket is altered, expired or foreign
   */
  public CancelStatus cancel(FlightInfo info) {
    Set<QueryId> ids = new HashSet<>();
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      Grant grant = sealer.open(endpoint.getTicket().getBytes()).grant();
      if (grant instanceof TaskGrant task) {
        ids.add(task.id().query());
      } else if (grant instanceof AnalysisGrant analysis) {
        QueryId run = analyses.get(analysis.query());
        if (run != null) {
          ids.add(run);
        }
      }
    }
    if (ids.isEmpty()) {
      return CancelStatus.NOT_CANCELLABLE;
    }
    boolean everywhere = true;
    for (QueryId id : ids) {
      everywhere &= cancel(id, "the client cancelled the query").isEmpty();
    }
    return everywhere ? CancelStatus.CANCELLED : CancelStatus.CANCELLING;
  }

  /** Notes that the client of a query will not redeem it soon: others get its place. */
  public void putOff(QueryId id) {
    control.tracker().putOff(id);
  }

  private Set<String> cancel(QueryId id, String reason) {
    LOG.info("Query {} is cancelled: {}", id, reason);
    return control.tracker().cancel(id, new SkeinException(ErrorCode.CANCELLED, reason));
  }

  /** Returns the schema of the query's result. */
  public Schema schema(QueryRequest request) {
    return planning.in(() -> planner.plan(request.toPlan(), catalog(request.caller()), 0).schema());
  }

  /**
   * Returns what is known of the statement before its parameters have values.
   *
   * @throws SkeinException if it cannot be planned, whatever the values are
   */
  public PreparedQuery prepare(QueryRequest request) {
    return planning.in(() -> planner.prepare(request.toPlan(), catalog(request.caller())));
  }

  /** Returns the Arrow schema in which the rows of the table are sent. */
  public Schema schema(CatalogTable table, Catalog catalog, Unsigned unsigned) {
    return planner.schema(table, catalog, unsigned);
  }

  /** Returns a description of every table that the caller can query, without endpoints. */
  public List<FlightInfo> tables(Caller caller) {
    Catalog catalog = catalog(caller);
    List<FlightInfo> tables = new ArrayList<>();
    for (CatalogTable table : catalog.tables().values()) {
      if (table.problem().isEmpty()) {
        tables.add(
            FlightInfo.builder(
                    planner.schema(table, catalog, Unsigned.EXACT),
                    FlightDescriptor.path(table.name().schema(), table.name().name()),
                    List.of())
                .setRecords(table.rows())
                .setBytes(table.shards().stream().mapToLong(shard -> shard.shard().bytes()).sum())
                .build());
      }
    }
    return tables;
  }

  /** Returns who serves, which tables the caller can query, and how many queries run. */
  public ClusterStatus status(Caller caller) {
    Map<String, Integer> tasks = control.tracker().tasks();
    List<WorkerSummary> workers =
        cluster.members().stream()
            .map(worker -> worker.withTasks(tasks.getOrDefault(worker.id(), 0)))
            .toList();
    List<TableState> tables =
        catalog(caller).tables().values().stream()
            .map(
                table ->
                    new TableState(
                        table.name().toString(),
                        table.rows(),
                        table.shards().size(),
                        table.shards().stream()
                            .mapToInt(shard -> shard.workers().size())
                            .min()
                            .orElse(0),
                        table.problem().map(TableProblem::message).orElse("")))
            .toList();
    Map<String, Integer> states = new TreeMap<>();
    for (QueryStatus query : queries(caller)) {
      if (!query.state().isDone()) {
        states.merge(query.state().name(), 1, Integer::sum);
      }
    }
    return new ClusterStatus(workers, tables, states);
  }
}
