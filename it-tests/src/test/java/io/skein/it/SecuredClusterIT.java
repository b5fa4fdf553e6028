package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skein.client.SkeinClient;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TlsFiles;
import io.skein.standalone.testing.TestCluster;
import io.skein.standalone.testing.TestSecurity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with TLS between all, whose users log in. */
class SecuredClusterIT {
  private static final String JOIN =
      "SELECT count(*), sum(a.i) FROM small AS a JOIN sales.big AS b ON a.i = b.i % 10";

  @TempDir static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    ShardFiles.write(folder.resolve("small"), 3, "SELECT i FROM range(10) t(i)");
    ShardFiles.write(folder.resolve("sales/big"), 5, "SELECT i FROM range(20000) t(i)");
    ShardFiles.write(folder.resolve("sales/bonus"), 1, "SELECT 1 AS bonus");
    cluster = TestCluster.builder().workers(3).secured().sharedData(folder).build();
    cluster.security().orElseThrow().addUser("seller", "sales.*");
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.assertNothingHeld();
    cluster.close();
  }

  private static SkeinClient.Builder trusting() {
    return SkeinClient.builder()
        .coordinator("127.0.0.1", cluster.cluster().port())
        .tls(cluster.security().orElseThrow().clientFiles());
  }

  private static SkeinClient as(String user) {
    return trusting().login(user, TestSecurity.PASSWORD).build();
  }

  private static SkeinException refusal(SkeinClient client, String sql) {
    try (client) {
      return catchThrowableOfType(SkeinException.class, () -> client.fetchAll(sql));
    }
  }

  @Test
  void rowsMoveBetweenWorkersAndToTheClientByTls() {
    assertThat(cluster.rows(JOIN))
        .isEqualTo(List.of(List.of(20000L, new java.math.BigInteger("90000"))));
    assertThat(cluster.cluster().worker("w1").location()).startsWith("grpc+tls://127.0.0.1:");
  }

  @Test
  void whoDoesNotLogInLearnsNothing() {
    SkeinException error = refusal(trusting().build(), "SELECT 1");
    assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(error).hasMessageContaining("the call does not say who makes it: log in");
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreRefusedInTheSameWords() {
    SkeinException wrong =
        refusal(trusting().login(TestSecurity.USER, "wrong").build(), "SELECT 1");
    SkeinException unknown = refusal(trusting().login("nobody", "wrong").build(), "SELECT 1");
    assertThat(wrong.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(wrong).hasMessageContaining("the user's name or the password is wrong");
    assertThat(unknown.getMessage()).isEqualTo(wrong.getMessage());
  }

  @Test
  void aServerOfAnAuthorityThatIsNotTrustedGetsNoPassword() {
    SkeinException error =
        refusal(
            SkeinClient.builder()
                .coordinator("127.0.0.1", cluster.cluster().port())
                .tls(new TlsFiles(Optional.empty(), Optional.empty()))
                .login(TestSecurity.USER, TestSecurity.PASSWORD)
                .build(),
            "SELECT 1");
    assertThat(error.code()).isEqualTo(ErrorCode.COORDINATOR_UNAVAILABLE);
    assertThat(error).hasMessageContaining("--tls-ca names the authority that is to be trusted");
  }

  @Test
  void whatAUserMayNotReadIsNotThere() {
    try (SkeinClient seller = as("seller")) {
      assertThat(seller.tables())
          .extracting(table -> table.name().toString())
          .containsExactly("sales.big", "sales.bonus");
      assertThat(seller.fetchAll("SHOW TABLES")).doesNotContain(List.of("small"));
      assertThat(seller.fetchAll("SELECT count(*) FROM sales.big"))
          .isEqualTo(List.of(List.of(20000L)));
    }
    SkeinException error = refusal(as("seller"), JOIN);
    assertThat(error.code()).isEqualTo(ErrorCode.BINDING_ERROR);
    assertThat(error).hasMessageContaining("Table with name small does not exist");
    // DuckDB proposes names that are like the missing one; only those that the user may read.
    assertThat(refusal(as("seller"), "SELECT * FROM smal")).message().doesNotContain("small");
    assertThat(refusal(as(TestSecurity.USER), "SELECT * FROM smal")).message().contains("small");
  }
}
