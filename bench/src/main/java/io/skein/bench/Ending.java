package io.skein.bench;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A way in which a client ends a query that runs.
 *
 * @param name what the client does
 * @param starter starts a client that asks and reads
 */
record Ending(String name, Starter starter) {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(4);

  /** Starts a client. */
  @FunctionalInterface
  interface Starter {
    /** Returns the client of a query, which reads its rows on threads of its own. */
    Client start(String sql) throws IOException;
  }

  /** A client that reads. It gives back all that it holds when it is closed. */
  interface Client extends AutoCloseable {
    /**
     * Ends the query, and returns since when it is meant to be over, by the system's nanoseconds.
     */
    long end() throws Exception;

    @Override
    void close() throws IOException, InterruptedException;
  }

  /** Returns a client that has asked the query. */
  Client begin(String sql) throws IOException {
    return starter.start(sql);
  }

  /** Returns all ways, of clients of the coordinator at the port. */
  static List<Ending> all(int port, Path folder) {
    return List.of(
        new Ending("a closed result", sql -> new Reader(port, sql, false)),
        new Ending("the time limit", sql -> new Reader(port, sql, true)),
        new Ending("CancelFlightInfo", sql -> new Canceller(port, sql)),
        new Ending("Ctrl-C", sql -> new CommandLine(port, folder, sql, "INT")),
        new Ending("kill -9", sql -> new CommandLine(port, folder, sql, "KILL")));
  }

  /** Reads with Skein's own client; the query ends by its time limit, or when it is closed. */
  private static final class Reader implements Client {
    private final SkeinClient client;
    private final QueryResult result;
    private final CompletableFuture<?> reading;
    private final boolean limited;
    private final long asked = System.nanoTime();

    Reader(int port, String sql, boolean limited) {
      this.limited = limited;
      SkeinClient.Builder builder = SkeinClient.builder().coordinator("127.0.0.1", port);
      client = (limited ? builder.timeLimit(TIME_LIMIT) : builder).build();
      result = client.query(sql);
      reading = CompletableFuture.supplyAsync(result::count).exceptionally(e -> -1L);
    }

    @Override
    public long end() {
      if (limited) {
        // The query's own clock starts a little later, when it is planned.
        return asked + TIME_LIMIT.toNanos();
      }
      long now = System.nanoTime();
      result.close();
      return now;
    }

    @Override
    public void close() {
      reading.join();
      result.close();
      client.close();
    }
  }

  /** Reads by the plain protocol, each endpoint on a thread, and cancels by the FlightInfo. */
  private static final class Canceller implements Client {
    private final BufferAllocator allocator = new RootAllocator();
    private final FlightClients clients = new FlightClients(allocator);
    private final List<EndpointReader> readers = new ArrayList<>();
    private final List<CompletableFuture<?>> reading = new ArrayList<>();
    private final FlightClient coordinator;
    private final FlightInfo info;

    Canceller(int port, String sql) {
      String location = "grpc+tcp://127.0.0.1:" + port;
      coordinator = clients.client(location);
      info = coordinator.getInfo(FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8)));
      for (FlightEndpoint endpoint : info.getEndpoints()) {
        EndpointReader reader =
            new EndpointReader(clients, Endpoint.of(endpoint, location), allocator);
        readers.add(reader);
        reading.add(CompletableFuture.runAsync(() -> drain(reader)).exceptionally(e -> null));
      }
    }

    private static void drain(EndpointReader reader) {
      boolean more = true;
      while (more) {
        more = reader.loadNextBatch();
      }
    }

    @Override
    public long end() {
      long now = System.nanoTime();
      coordinator.cancelFlightInfo(new CancelFlightInfoRequest(info));
      return now;
    }

    @Override
    public void close() throws IOException {
      reading.forEach(CompletableFuture::join);
      for (EndpointReader reader : readers) {
        reader.close();
      }
      clients.close();
      allocator.close();
    }
  }

  /** The command line's client, a process, which gets a signal. */
  private static final class CommandLine implements Client {
    private final Process process;
    private final Path output;
    private final String signal;

    CommandLine(int port, Path folder, String sql, String signal) throws IOException {
      this.signal = signal;
      output = folder.resolve("ended.parquet");
      List<String> command = new ArrayList<>(JavaCommand.skein());
      command.addAll(List.of("query", "--port", String.valueOf(port), "--query", sql));
      command.addAll(List.of("--output-path", output.toString(), "--output-format", "parquet"));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    }

    @Override
    public long end() throws IOException, InterruptedException {
      long now = System.nanoTime();
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
      return now;
    }

    @Override
    public void close() throws IOException, InterruptedException {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(output);
    }
  }
}
