package io.skein.standalone.certificate;

import io.skein.standalone.certificate.DevelopmentAuthority.Use;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skein certs}: certificates for development. */
@Command(
    name = "certs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a certificate authority for development in a folder, and certificates of nodes and",
      "clients. Called again, it makes more certificates of the same authority."
    })
public final class CertsCommand implements Callable<Integer> {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

  @Option(
      names = "--output-path",
      required = true,
      paramLabel = "DIR",
      description = "The folder: ca.pem is what others trust, <name>.pem is for --tls-identity.")
  private Path folder;

  @Option(
      names = "--node",
      paramLabel = "NAME[=HOST,...]",
      description = {
        "A node, and the names and addresses by which others reach it, besides those of the",
        "loopback interface. May be repeated (node)."
      })
  private List<String> nodes = List.of("node");

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description = "A client that is to have a certificate. May be repeated.")
  private List<String> clients = List.of();

  @Option(
      names = "--days",
      defaultValue = "365",
      paramLabel = "N",
      description = "For how many days they are good (${DEFAULT-VALUE}).")
  private int days;

  @Spec private CommandSpec spec;

  /** Creates the command; picocli sets its options. */
  public CertsCommand() {}

  @Override
  public Integer call() {
    if (days < 1) {
      throw new ParameterException(spec.commandLine(), "--days must be positive: " + days);
    }
    Duration validity = Duration.ofDays(days);
    PrintWriter out = spec.commandLine().getOut();
    try {
      DevelopmentAuthority authority = DevelopmentAuthority.in(folder, validity);
      out.printf("%s: the authority, for --tls-ca%n", authority.file());
      for (String node : nodes) {
        String[] parts = node.split("=", 2);
        Set<String> hosts = new TreeSet<>(LOOPBACK);
        if (parts.length == 2) {
          hosts.addAll(List.of(parts[1].split(",")));
        }
        Path file = authority.issue(parts[0], List.copyOf(hosts), Use.NODE, validity);
        out.printf("%s: node %s at %s%n", file, parts[0], String.join(", ", hosts));
      }
      for (String client : clients) {
        out.printf(
            "%s: client %s%n", authority.issue(client, List.of(), Use.CLIENT, validity), client);
      }
      out.flush();
      return 0;
    } catch (FileAlreadyExistsException e) {
      spec.commandLine()
          .getErr()
          .printf("skein certs: %s is there already: delete it first%n", e.getMessage());
      return 1;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("skein certs: " + e.getMessage());
      return 1;
    }
  }
}
