package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.skein.client.SkeinClient;
import io.skein.coordinator.security.UserCommand;
import io.skein.protocol.security.TlsFiles;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import io.skein.standalone.certificate.DevelopmentAuthority;
import io.skein.standalone.certificate.DevelopmentAuthority.Use;
import io.skein.standalone.process.JavaCommand;
import io.skein.standalone.process.NodeProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A cluster of processes as one secures it: certificates, users, JWTs, a secret, and a ZooKeeper
 * that wants certificates and credentials. What is secret appears nowhere, even where everything is
 * logged.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecretsIT {
  private static final String PASSWORD = "correct horse: b\u00e4ttery";
  private static final String WRONG = "another horse, quite wrong";
  private static final String SECRET = "the secret of this cluster, in full";
  private static final String ZOOKEEPER = "of all the animals";
  private static final String FORGED = TokenSealer.USER_PREFIX + "Zm9yZ2VkIGJ5IHNvbWVib2R5IGVsc2U";
  private static final Pattern METRICS = Pattern.compile("shows its metrics at port (\\d+)");
  private static final int CUT = 24;

  @TempDir static Path folder;
  private static final Map<String, NodeProcess> NODES = new LinkedHashMap<>();

  /** What was said to clients, and what nodes show, by a name for it. */
  private static final Map<String, String> SAID = new LinkedHashMap<>();

  private static final List<String> SECRETS = new ArrayList<>();
  private static TlsFiles tls;

  /** Of a node that has another certificate: ZooKeeper also lets in whose certificate it knows. */
  private static TlsFiles foreign;

  private static KeyPair jwtKeys;

  @BeforeAll
  static void start() throws Exception {
    DevelopmentAuthority authority = DevelopmentAuthority.in(folder, Duration.ofDays(1));
    Path identity =
        authority.issue("node", List.of("localhost", "127.0.0.1"), Use.NODE, Duration.ofDays(1));
    tls = new TlsFiles(Optional.of(identity), Optional.of(authority.file()));
    foreign =
        new TlsFiles(
            Optional.of(
                authority.issue("other", List.of("localhost"), Use.NODE, Duration.ofDays(1))),
            Optional.of(authority.file()));
    write("secret", SECRET);
    write("zookeeper.auth", "keeper:" + ZOOKEEPER);
    write("password", PASSWORD);
    write("wrong", WRONG);
    write("forged", FORGED);
    addUser();
    jwtKeys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    write(
        "jwt.pem",
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----"
            .formatted(Base64.getMimeEncoder().encodeToString(jwtKeys.getPublic().getEncoded())));
    ShardFiles.write(folder.resolve("data/t"), 2, "SELECT i FROM range(10) t(i)");
    noteSecrets(identity);

    List<String> files =
        List.of("--tls-identity", identity.toString(), "--tls-ca", authority.file().toString());
    String zookeeper = node("zookeeper", files, "--port", "0", "--data-dir", file("zk")).address();
    List<String> common = new ArrayList<>(files);
    common.addAll(List.of("--secret-file", file("secret"), "--zookeeper", zookeeper));
    common.addAll(
        List.of("--zookeeper-tls", "--zookeeper-auth-file", file("zookeeper.auth"), "--port", "0"));
    node(
        "coordinator",
        common,
        "--users-file",
        file("users.json"),
        "--jwt-keys",
        file("jwt.pem"),
        "--jwt-issuer",
        "test",
        "--jwt-tables",
        "*");
    node("worker", common, "--id", "w1", "--data-dir", file("data"));
    try (SkeinClient client = client().login("anna", PASSWORD).build()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> client.status().workers().containsKey("w1"));
    }
  }

  @AfterAll
  static void stop() {
    List<NodeProcess> all = new ArrayList<>(NODES.values());
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).close();
    }
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void write(String name, String line) throws IOException {
    Files.writeString(folder.resolve(name), line + "\n");
  }

  private static void addUser() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(
              new CommandLine(new UserCommand())
                  .execute("add", "anna", "--grant", "*", "--users-file", file("users.json")))
          .isZero();
    } finally {
      System.setIn(before);
    }
  }

  private static void noteSecrets(Path identity) throws IOException {
    SECRETS.addAll(List.of(PASSWORD, WRONG, SECRET, ZOOKEEPER, FORGED));
    for (String password : List.of(PASSWORD, WRONG)) {
      SECRETS.add(base64(("anna:" + password).getBytes(StandardCharsets.UTF_8)));
    }
    SECRETS.add(base64(("keeper:" + ZOOKEEPER).getBytes(StandardCharsets.UTF_8)));
    SECRETS.add(TokenSealer.USER_PREFIX);
    SECRETS.add(TokenSealer.NODE_PREFIX);
    Matcher hash =
        Pattern.compile("\\$2[aby]\\$[^\"]+")
            .matcher(Files.readString(folder.resolve("users.json")));
    assertThat(hash.find()).isTrue();
    SECRETS.add(hash.group());
    SECRETS.add(Files.readAllLines(identity).get(1));
    SECRETS.add(Files.readAllLines(folder.resolve("ca-key.pem")).get(1));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Notes a ticket's signature, or a part of it, in the forms in which programs show bytes. */
  private static void noteTicket(byte[] ticket) {
    int from = 0;
    // Base64 has four letters for three bytes.
    while (!isRandom(Arrays.copyOfRange(ticket, from, from + CUT))) {
      from += 3;
    }
    byte[] part = Arrays.copyOfRange(ticket, from, from + CUT);
    SECRETS.add(HexFormat.of().formatHex(part));
    SECRETS.add(new String(part, StandardCharsets.ISO_8859_1));
    SECRETS.add(base64(part));
    SECRETS.add(Base64.getUrlEncoder().encodeToString(part));
    String list = Arrays.toString(part);
    SECRETS.add(list.substring(1, list.length() - 1));
  }

  /** Whether the bytes are no text, nor numbers as protobuf writes them. */
  private static boolean isRandom(byte[] bytes) {
    int high = 0;
    for (byte one : bytes) {
      high += one < 0 ? 1 : 0;
    }
    return high >= CUT / 3;
  }

  private static NodeProcess node(String command, List<String> common, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(common);
    arguments.addAll(List.of(more));
    NodeProcess node = NodeProcess.start(command, folder.resolve("logs"), loggingAll(), arguments);
    NODES.put(command, node);
    return node;
  }

  private static List<String> loggingAll() {
    return JavaCommand.skein("-Xmx300m", "-XX:TieredStopAtLevel=1", "-Dskein.log.level=TRACE");
  }

  private static SkeinClient.Builder client() {
    return SkeinClient.builder()
        .coordinator("127.0.0.1", NODES.get("coordinator").port())
        .tls(new TlsFiles(Optional.empty(), tls.authorities()));
  }

  private static String jwt(Instant expires) throws Exception {
    String head = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    String claims =
        encode(
            "{\"iss\":\"test\",\"sub\":\"berta\",\"exp\":%d}".formatted(expires.getEpochSecond()));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(jwtKeys.getPrivate());
    signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
    String token =
        "%s.%s.%s"
            .formatted(
                head,
                claims,
                Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
    SECRETS.add(token.substring(head.length()));
    SECRETS.add(token.substring(token.length() - CUT));
    return token;
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void command(String name, int exitCode, String... more) throws Exception {
    Path output = folder.resolve("logs").resolve(name + ".log");
    List<String> command = new ArrayList<>(loggingAll());
    command.addAll(List.of("query", "--verbose", "--tls-ca", tls.authorities().get().toString()));
    command.addAll(List.of("--port", String.valueOf(NODES.get("coordinator").port())));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, java.util.concurrent.TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
  }

  private static void refusal(String name, SkeinClient.Builder builder) {
    try (SkeinClient client = builder.build()) {
      Throwable error = catchThrowable(() -> client.fetchAll("SELECT sum(i) FROM t"));
      assertThat(error).as(name).isNotNull();
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text));
      SAID.put(name, text.toString());
    }
  }

  @Test
  @Order(1)
  void whatNodesLeaveInZooKeeperNeedsACertificateAndTheCredentials() throws Exception {
    String zookeeper = NODES.get("zookeeper").address();
    var keeper = Optional.of(new ZooKeeperAccess.Credentials("keeper", ZOOKEEPER));
    var other = Optional.of(new ZooKeeperAccess.Credentials("keeper", "wrong"));
    try (CuratorFramework same =
            ZooKeeperClients.connect(new ZooKeeperAccess(zookeeper, keeper, Optional.of(foreign)));
        CuratorFramework wrong =
            ZooKeeperClients.connect(new ZooKeeperAccess(zookeeper, other, Optional.of(foreign)))) {
      assertThat(same.getChildren().forPath("/skein/default/workers")).hasSize(1);
      assertThatThrownBy(() -> wrong.getChildren().forPath("/skein/default/workers"))
          .isInstanceOf(KeeperException.NoAuthException.class);
      // ZooKeeper refuses no password, it takes its owner for somebody else; and its root is open.
      assertThat(wrong.getChildren().forPath("/")).contains("skein");
    }
    try (CuratorFramework known =
        ZooKeeperClients.connect(new ZooKeeperAccess(zookeeper, other, Optional.of(tls)))) {
      // Who created a node is known by both, and either is enough.
      assertThat(known.getACL().forPath("/skein/default/workers"))
          .extracting(acl -> acl.getId().getScheme())
          .containsExactlyInAnyOrder("x509", "digest");
      assertThat(known.getChildren().forPath("/skein/default/workers")).hasSize(1);
    }
    assertThatThrownBy(
            () ->
                ZooKeeperClients.connect(
                    new ZooKeeperAccess(zookeeper, keeper, Optional.empty()),
                    Duration.ofSeconds(2)))
        .hasMessageContaining("cannot reach ZooKeeper at " + zookeeper);
  }

  @Test
  @Order(2)
  void whoIsLetInGetsRowsAndOthersAnError() throws Exception {
    command(
        "query",
        0,
        "--user",
        "anna",
        "--password-file",
        file("password"),
        "--query",
        "SELECT count(*) AS n FROM t");
    command("wrong", 1, "--user", "anna", "--password-file", file("wrong"), "--query", "SELECT 1");
    command("forged", 1, "--token-file", file("forged"), "--query", "SELECT 1");
    try (SkeinClient client = client().token(jwt(Instant.now().plusSeconds(600))).build()) {
      assertThat(client.fetchAll("SELECT CAST(sum(i) AS INTEGER) FROM t"))
          .isEqualTo(List.of(List.of(45)));
      SAID.put(
          "failing query", catchThrowable(() -> client.fetchAll("SELECT j FROM t")).toString());
    }
    refusal("expired JWT", client().token(jwt(Instant.now().minusSeconds(600))));
    refusal("altered JWT", client().token(jwt(Instant.now().plusSeconds(900)) + "x"));
    refusal("wrong password", client().login("anna", WRONG));
    refusal("unknown user", client().login("nobody", WRONG));
    refusal("forged token", client().token(FORGED));
    assertThat(SAID.get("expired JWT")).contains("UNAUTHENTICATED");
  }

  @Test
  @Order(2)
  void ticketsAreRedeemedOrRefused() throws Exception {
    CredentialCallOption who =
        new CredentialCallOption(new BearerCredentialWriter(jwt(Instant.now().plusSeconds(700))));
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient coordinator = flight(allocator, NODES.get("coordinator"));
        FlightClient worker = flight(allocator, NODES.get("worker"))) {
      FlightInfo info =
          coordinator.getInfo(
              FlightDescriptor.command("SELECT i FROM t".getBytes(StandardCharsets.UTF_8)), who);
      byte[] ticket = info.getEndpoints().get(0).getTicket().getBytes();
      noteTicket(ticket);
      try (FlightStream stream = worker.getStream(new Ticket(ticket), who)) {
        assertThat(stream.next()).isTrue();
      }
      byte[] altered = ticket.clone();
      altered[altered.length / 2] ^= 1;
      for (FlightClient node : List.of(worker, coordinator)) {
        try (FlightStream stream = node.getStream(new Ticket(altered), who)) {
          Throwable error = catchThrowable(stream::next);
          assertThat(error).isNotNull();
          SAID.put("altered ticket at " + node, error.toString());
        }
      }
    }
  }

  private static FlightClient flight(BufferAllocator allocator, NodeProcess node)
      throws IOException {
    return FlightClient.builder(allocator, Location.forGrpcTls("127.0.0.1", node.port()))
        .trustedCertificates(Files.newInputStream(tls.authorities().get()))
        .build();
  }

  @Test
  @Order(3)
  void whatIsSecretAppearsNowhere() throws Exception {
    for (String node : List.of("coordinator", "worker")) {
      Matcher port = METRICS.matcher(Files.readString(log(node)));
      assertThat(port.find()).isTrue();
      for (String page : List.of("metrics", "healthz", "readyz", "nothing")) {
        SAID.put(
            node + "/" + page,
            get(URI.create("http://127.0.0.1:%s/%s".formatted(port.group(1), page))));
      }
    }
    try (SkeinClient client = client().login("anna", PASSWORD).build()) {
      SAID.put("queries", client.queries().toString());
      SAID.put("status", client.status().toString());
    }
    NODES.forEach(
        (name, node) -> SAID.put("arguments of " + name, node.handle().info().toString()));
    try (var logs = Files.list(folder.resolve("logs"))) {
      for (Path log : logs.toList()) {
        SAID.put(log.getFileName().toString(), Files.readString(log));
        SAID.put(
            log.getFileName() + ", its bytes", Files.readString(log, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(SAID).containsKeys("query.log", "wrong.log", "altered JWT", "worker.log");
    assertThat(SECRETS).hasSizeGreaterThan(20).allMatch(secret -> secret.length() > 8);
    // These are the real ones: the query, its user, and who was turned away, are in them.
    assertThat(SAID.get("coordinator.log")).contains("lane STAGED");
    assertThat(SAID.get("queries")).contains("SELECT i FROM t", "berta");
    assertThat(SAID.get("coordinator/metrics")).contains("skein_coordinator_queries_total");
    SAID.forEach((name, text) -> assertThat(text).as(name).doesNotContain(SECRETS));
  }

  private static Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  private static String get(URI page) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
