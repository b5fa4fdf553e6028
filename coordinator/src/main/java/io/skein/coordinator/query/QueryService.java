package io.skein.coordinator.query;

import io.skein.coordinator.cluster.ClusterView;
import io.skein.planner.DistributedPlan;
import io.skein.planner.PlanRequest;
import io.skein.planner.Planner;
import io.skein.planner.PreparedQuery;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.security.Caller;
import io.skein.protocol.ticket.AnalysisGrant;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.Grant;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private final ClusterView cluster;
  private final Planner planner;
  private final PlanCache plans = new PlanCache();
  private final TicketSealer sealer;
  private final TicketIssuer issuer;
  private final Duration ticketValidity;
  private final CatalogViews views = new CatalogViews();

  /** Creates the service; what it is given stays the caller's. */
  public QueryService(
      ClusterView cluster, Planner planner, TicketSealer sealer, Duration ticketValidity) {
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

  /**
   * Returns where the query's result can be fetched, before anything of it runs.
   *
   * @throws io.skein.protocol.error.SkeinException if the query cannot be planned
   */
  public FlightInfo plan(QueryRequest request, FlightDescriptor descriptor) {
    QueryId query = QueryId.random();
    long start = System.nanoTime();
    Catalog whole = cluster.requireCatalog();
    Catalog catalog = views.view(whole, request.caller().tables());
    DistributedPlan plan =
        plans.plan(request, whole, () -> planner.plan(request.toPlan(), catalog, query.hashCode()));
    Instant expires = sealer.expiry(ticketValidity);
    List<FlightEndpoint> endpoints = endpoints(query, request, plan, catalog, expires);
    LOG.info(
        "Query {}: lane {}, {} endpoints, planned in {} ms",
        query,
        plan.lane(),
        endpoints.size(),
        (System.nanoTime() - start) / 1_000_000);
    return FlightInfo.builder(plan.schema(), descriptor, endpoints)
        .setOrdered(endpoints.size() == 1)
        .setAppMetadata(new QuerySummary(query, plan.lane().name(), plan.reason()).toJson())
        .build();
  }

  private List<FlightEndpoint> endpoints(
      QueryId query, QueryRequest request, DistributedPlan plan, Catalog catalog, Instant expires) {
    if (plan.result().isPresent()) {
      return List.of(redeemedHere(new ResultGrant(query, plan.result().get()), expires));
    }
    if (plan.analyzed().isPresent()) {
      return List.of(
          redeemedHere(
              new AnalysisGrant(
                  query,
                  request.sql(),
                  request.parameters(),
                  request.session().schema(),
                  request.caller().tables()),
              expires));
    }
    List<FlightEndpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : issuer.issue(query, plan, catalog.locations(), expires)) {
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

  private FlightEndpoint redeemedHere(Grant grant, Instant expires) {
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
    Catalog catalog = views.view(cluster.requireCatalog(), grant.tables());
    DistributedPlan plan =
        planner.plan(
            new PlanRequest(grant.sql(), grant.values(), grant.schema()),
            catalog,
            query.hashCode());
    DistributedPlan analyzed =
        plan.analyzed()
            .orElseThrow(
                () ->
                    new SkeinException(
                        ErrorCode.INVALID_REQUEST, "the ticket's query needs no run: " + grant));
    List<Endpoint> endpoints =
        issuer.issueProfiled(query, analyzed, catalog.locations(), sealer.expiry(ticketValidity));
    return new Analysis(query, plan, endpoints, start);
  }

  /** Returns the schema of the query's result. */
  public Schema schema(QueryRequest request) {
    return planner.plan(request.toPlan(), catalog(request.caller()), 0).schema();
  }

  /**
   * Returns what is known of the statement before its parameters have values.
   *
   * @throws SkeinException if it cannot be planned, whatever the values are
   */
  public PreparedQuery prepare(QueryRequest request) {
    return planner.prepare(request.toPlan(), catalog(request.caller()));
  }

  /** Returns the Arrow schema in which the rows of the table are sent. */
  public Schema schema(CatalogTable table, Catalog catalog) {
    return planner.schema(table, catalog);
  }

  /** Returns a description of every table that the caller can query, without endpoints. */
  public List<FlightInfo> tables(Caller caller) {
    Catalog catalog = catalog(caller);
    List<FlightInfo> tables = new ArrayList<>();
    for (CatalogTable table : catalog.tables().values()) {
      if (table.problem().isEmpty()) {
        tables.add(
            FlightInfo.builder(
                    planner.schema(table, catalog),
                    FlightDescriptor.path(table.name().schema(), table.name().name()),
                    List.of())
                .setRecords(table.rows())
                .setBytes(table.shards().stream().mapToLong(shard -> shard.shard().bytes()).sum())
                .build());
      }
    }
    return tables;
  }

  /** Returns who serves, and which tables the caller can query. */
  public ClusterStatus status(Caller caller) {
    Catalog catalog = catalog(caller);
    Map<String, Integer> tables = new TreeMap<>();
    Map<String, String> problems = new TreeMap<>();
    for (CatalogTable table : catalog.tables().values()) {
      table
          .problem()
          .ifPresentOrElse(
              problem -> problems.put(table.name().toString(), problem.message()),
              () -> tables.put(table.name().toString(), table.shards().size()));
    }
    return new ClusterStatus(catalog.locations(), tables, problems);
  }
}
