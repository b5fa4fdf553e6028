package io.skein.standalone;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code skein zookeeper}: one ZooKeeper server, for clusters that have none. */
@Command(
    name = "zookeeper",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Runs one ZooKeeper server, for clusters that have none yet.")
final class ZooKeeperCommand implements Callable<Integer> {
  @Option(names = "--host", defaultValue = "127.0.0.1", description = "address to listen on")
  private String host;

  @Option(names = "--port", defaultValue = "2181", description = "port to listen on, 0 for any")
  private int port;

  @Option(
      names = "--data-dir",
      defaultValue = "data/.zookeeper",
      description = "where it keeps its data")
  private Path dataDir;

  @Option(
      names = "--tls-identity",
      paramLabel = "FILE",
      description = "PEM file with its private key and certificates; with it, it speaks TLS only")
  private Path identity;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "PEM file with the authorities of the certificates that clients must have")
  private Path authorities;

  @Spec private CommandSpec spec;

  private Optional<TlsFiles> tls() {
    return Optional.ofNullable(identity)
        .map(file -> new TlsFiles(Optional.of(file), Optional.of(authorities)));
  }

  @Override
  public Integer call() throws InterruptedException {
    if ((identity == null) != (authorities == null)) {
      throw new ParameterException(
          spec.commandLine(), "--tls-identity and --tls-ca are given both, or neither");
    }
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(dataDir, host, port, tls())) {
      spec.commandLine().getOut().println("ZooKeeper listening on " + server.connectString());
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (SkeinException e) {
      spec.commandLine().getErr().println("skein zookeeper: " + e.getMessage());
      return 1;
    }
  }
}
