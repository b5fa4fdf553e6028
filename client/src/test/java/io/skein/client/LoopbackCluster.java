package io.skein.client;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.id.QueryId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Real Flight servers on loopback that answer whatever a test makes up: a coordinator, which is
 * also a worker, and more workers as they are asked for.
 */
public final class LoopbackCluster implements AutoCloseable {
  private static final Duration STALL = Duration.ofSeconds(30);

  /** What a redeemed endpoint sends. */
  public interface Sending {
    /** Sends the schema, then batches; the stream is completed on return. */
    void send(BatchSender sender, BufferAllocator allocator, String worker) throws Exception;
  }

  /** An endpoint: where it is offered ("" is the coordinator's own connection), what it sends. */
  public record Offer(List<String> locations, Schema schema, Sending sending) {
    /** The endpoint offered at these locations. */
    public Offer at(String... others) {
      return new Offer(List.of(others), schema, sending);
    }
  }

  /** What the coordinator answers to a query. */
  public record Answer(Schema schema, boolean ordered, List<Offer> offers) {
    /** An unordered answer of the endpoints, of which there is at least one. */
    public static Answer of(Offer... offers) {
      return new Answer(offers[0].schema(), false, List.of(offers));
    }

    /** The answer as an ordered one. */
    public Answer inOrder() {
      return new Answer(schema, true, offers);
    }
  }

  private final BufferAllocator allocator = new RootAllocator();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, FlightServer> servers = new ConcurrentHashMap<>();
  private final Map<String, Offer> offers = new ConcurrentHashMap<>();
  private final List<String> redeemed = new CopyOnWriteArrayList<>();
  private final AtomicInteger tickets = new AtomicInteger();
  private final AtomicInteger queries = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private volatile Function<String, Answer> answers;
  private volatile List<FlightInfo> tables = List.of();

  /** Starts a coordinator. */
  public LoopbackCluster() {
    worker("coordinator");
  }

  /** Starts another worker and returns its location. */
  public String worker(String name) {
    FlightServer server = FlightServers.start("localhost", 0, new Producer(name), allocator);
    servers.put(name, server);
    return location(server);
  }

  private static String location(FlightServer server) {
    return "grpc+tcp://localhost:" + server.getPort();
  }

  /** Sets what is answered to queries. */
  public LoopbackCluster answering(Function<String, Answer> function) {
    answers = function;
    return this;
  }

  /** Sets what is answered to every query. */
  public LoopbackCluster answering(Answer answer) {
    return answering(sql -> answer);
  }

  /** Sets the tables that are listed. */
  public void listing(FlightInfo... infos) {
    tables = List.of(infos);
  }

  /** The coordinator's port. */
  public int port() {
    return servers.get("coordinator").getPort();
  }

  /** A client of the coordinator. */
  public SkeinClient client() {
    return SkeinClient.connect("localhost", port());
  }

  /** Who redeemed what, in order: {@code worker ticket}. */
  public List<String> redeemed() {
    return redeemed;
  }

  /** How many queries were planned. */
  public int queries() {
    return queries.get();
  }

  /** How many endpoints are being served. */
  public int open() {
    return open.get();
  }

  /** How many endpoints were served at the same time at most. */
  public int mostOpen() {
    return mostOpen.get();
  }

  @Override
  public void close() throws Exception {
    for (FlightServer server : servers.values()) {
      server.shutdown();
    }
    threads.shutdown();
    threads.awaitTermination(20, TimeUnit.SECONDS);
    for (FlightServer server : servers.values()) {
      server.close();
    }
    allocator.close();
  }

  private final class Producer extends NoOpFlightProducer {
    private final String name;

    Producer(String name) {
      this.name = name;
    }

    @Override
    public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
      queries.incrementAndGet();
      try {
        Answer answer = answers.apply(new String(descriptor.getCommand(), StandardCharsets.UTF_8));
        List<FlightEndpoint> endpoints = new ArrayList<>();
        for (Offer offer : answer.offers()) {
          String ticket = "t" + tickets.getAndIncrement();
          offers.put(ticket, offer);
          Location[] locations =
              offer.locations().stream()
                  .map(
                      uri ->
                          uri.isEmpty()
                              ? Location.reuseConnection()
                              : new Location(java.net.URI.create(uri)))
                  .toArray(Location[]::new);
          endpoints.add(
              FlightEndpoint.builder(new Ticket(ticket.getBytes(StandardCharsets.UTF_8)), locations)
                  .build());
        }
        return FlightInfo.builder(answer.schema(), descriptor, endpoints)
            .setOrdered(answer.ordered())
            .setAppMetadata(new QuerySummary(new QueryId("q1f"), "SCATTER", "made up").toJson())
            .build();
      } catch (SkeinException e) {
        throw FlightErrors.toFlight(e);
      }
    }

    @Override
    public void listFlights(
        CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
      tables.forEach(listener::onNext);
      listener.onCompleted();
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
      String number = new String(ticket.getBytes(), StandardCharsets.UTF_8);
      redeemed.add(name + " " + number);
      threads.execute(() -> serve(offers.get(number), listener));
    }

    private void serve(Offer offer, ServerStreamListener listener) {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      try (BatchSender sender =
          new BatchSender(listener, offer.schema(), allocator, STALL, () -> {})) {
        try {
          offer.sending().send(sender, allocator, name);
          sender.complete();
        } catch (Exception e) {
          sender.fail(e);
        }
      } finally {
        open.decrementAndGet();
      }
    }
  }
}
