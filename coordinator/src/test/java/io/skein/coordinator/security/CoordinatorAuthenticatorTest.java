package io.skein.coordinator.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.AuthorizationHeader;
import io.skein.protocol.security.AuthorizationHeader.Login;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.CallAuthenticator.Authenticated;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorAuthenticatorTest {
  private static final String PASSWORD = "pässword: of anna";

  private final TokenSealer tokens =
      new TokenSealer(
          ClusterSecret.of("a secret of the tests".getBytes(StandardCharsets.UTF_8)),
          Clock.systemUTC());

  @TempDir private Path folder;
  private UsersFile file;

  @BeforeEach
  void writeUsers() {
    file = new UsersFile(folder.resolve("users.json"));
    file.write(List.of(anna(PASSWORD)));
  }

  private static User anna(String password) {
    return new User(
        "anna", PasswordHash.of(password.toCharArray()), new TableGrants(List.of("orders")));
  }

  private CallAuthenticator users() {
    return new CoordinatorAuthenticator(
        Optional.of(new Users(file)), Optional.empty(), tokens, Duration.ofHours(1));
  }

  private static Optional<String> basic(String user, String password) {
    return Optional.of(AuthorizationHeader.of(new Login(user, password)));
  }

  private static Optional<String> bearer(String token) {
    return Optional.of(AuthorizationHeader.ofToken(token));
  }

  private static void refuses(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
        .hasMessageContaining(words)
        .hasMessageNotContainingAny(PASSWORD, "skein-user", "eyJ");
  }

  @Test
  void whoLogsInGetsATokenThatAnotherCoordinatorKnows() {
    Authenticated login = users().authenticate(basic("anna", PASSWORD));
    Caller anna = new Caller("anna", new TableGrants(List.of("orders")));
    assertThat(login.caller()).isEqualTo(anna);
    Authenticated later = users().authenticate(bearer(login.bearer().orElseThrow()));
    assertThat(later).isEqualTo(new Authenticated(anna, Optional.empty()));
  }

  @Test
  void whatSaysNothingUsableIsRefused() {
    CallAuthenticator users = users();
    refuses(() -> users.authenticate(Optional.empty()), "does not say who makes it");
    refuses(() -> users.authenticate(Optional.of("")), "must be 'Basic ...' or 'Bearer ...'");
    refuses(() -> users.authenticate(Optional.of("Basic !!!")), "must be 'Basic ...'");
    refuses(() -> users.authenticate(Optional.of("Digest x")), "must be 'Basic ...'");
    refuses(() -> users.authenticate(bearer("anybody")), "not one of Skein's");
    refuses(
        () -> users.authenticate(basic("anna", PASSWORD + "!")), "name or the password is wrong");
    refuses(() -> users.authenticate(basic("anna", "")), "name or the password is wrong");
    refuses(() -> users.authenticate(basic("berta", PASSWORD)), "name or the password is wrong");
    refuses(
        () -> users.authenticate(basic("anna", "x".repeat(73))), "name or the password is wrong");
  }

  @Test
  void aTokenIsWorthNothingOnceItsUserIsGoneOrHasAnotherPassword() {
    CallAuthenticator users = users();
    String token = users.authenticate(basic("anna", PASSWORD)).bearer().orElseThrow();
    file.write(List.of(anna("another one")));
    Awaitility.await()
        .untilAsserted(() -> refuses(() -> users.authenticate(bearer(token)), "another password"));
    refuses(() -> users.authenticate(basic("anna", PASSWORD)), "name or the password is wrong");
    assertThat(users.authenticate(basic("anna", "another one")).bearer()).isPresent();
    file.write(List.of());
    Awaitility.await()
        .untilAsserted(
            () -> refuses(() -> users.authenticate(basic("anna", "another one")), "is wrong"));
  }

  @Test
  void whoWasAddedOrHasANewPasswordLogsInAtOnceAndIsKnownByTokenEverywhere() {
    CallAuthenticator users = users();
    CallAuthenticator others = users();
    refuses(() -> users.authenticate(basic("berta", PASSWORD)), "is wrong");
    User berta = new User("berta", PasswordHash.of(PASSWORD.toCharArray()), TableGrants.NONE);
    file.write(List.of(anna("another one"), berta));
    String token = users.authenticate(basic("berta", PASSWORD)).bearer().orElseThrow();
    assertThat(others.authenticate(bearer(token)).caller().user()).isEqualTo("berta");
    assertThat(users.authenticate(basic("anna", "another one")).bearer()).isPresent();
  }

  @Test
  void aMalformedFileChangesNobodyAndIsNotQuoted() throws Exception {
    CallAuthenticator users = users();
    String token = users.authenticate(basic("anna", PASSWORD)).bearer().orElseThrow();
    Files.writeString(file.path(), "{\"users\": [{\"password\": \"$2b$secret");
    // Who is not known has the file looked at.
    refuses(() -> users.authenticate(basic("berta", PASSWORD)), "is wrong");
    assertThat(users.authenticate(bearer(token)).caller().user()).isEqualTo("anna");
    assertThatThrownBy(file::read)
        .hasMessageContaining("users.json is malformed: it is not JSON, at line 1")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPasswordIsKeptAsAHashThatOnlyTheOwnerMayRead() throws Exception {
    assertThat(Files.readString(file.path())).contains("\"$2b$11$").doesNotContain(PASSWORD);
    assertThat(Files.getPosixFilePermissions(file.path()))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(file.read().get("anna")).hasToString("User[anna, [orders]]");
  }

  private static SignedJWT jwt(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
    jwt.sign(signer);
    return jwt;
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("berta")
        .issuer("https://issuer.example")
        .audience("skein")
        .expirationTime(Date.from(Instant.now().plusSeconds(60)));
  }

  @Test
  void aJwtOfTheIssuerIsAcceptedAndNoOther() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    byte[] publicKey = pair.getPublic().getEncoded();
    Path keys = folder.resolve("issuer.pem");
    Files.writeString(
        keys,
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(publicKey)));
    CallAuthenticator jwts =
        new CoordinatorAuthenticator(
            Optional.empty(),
            Optional.of(
                new JwtVerifier(
                    new JwtOptions(
                        keys.toString(),
                        "https://issuer.example",
                        Optional.of("skein"),
                        List.of("RS256"),
                        "sub",
                        "skein_tables",
                        TableGrants.NONE))),
            tokens,
            Duration.ofHours(1));
    JWSSigner signer = new RSASSASigner(pair.getPrivate());
    JWTClaimsSet good = claims().claim("skein_tables", List.of("sales.*")).build();
    assertThat(
            jwts.authenticate(bearer(jwt(JWSAlgorithm.RS256, signer, good).serialize())).caller())
        .isEqualTo(new Caller("berta", new TableGrants(List.of("sales.*"))));
    assertThat(
            jwts.authenticate(bearer(jwt(JWSAlgorithm.RS256, signer, claims().build()).serialize()))
                .caller()
                .tables())
        .isEqualTo(TableGrants.NONE);

    JWTClaimsSet late =
        claims().expirationTime(Date.from(Instant.now().minusSeconds(3600))).build();
    JWTClaimsSet never = claims().expirationTime(null).build();
    JWTClaimsSet foreign = claims().issuer("https://evil.example").build();
    JWTClaimsSet elsewhere = claims().audience("another").build();
    for (JWTClaimsSet bad : List.of(late, never, foreign, elsewhere)) {
      String token = jwt(JWSAlgorithm.RS256, signer, bad).serialize();
      refuses(() -> jwts.authenticate(bearer(token)), "the JWT is not accepted");
    }
    String otherAlgorithm = jwt(JWSAlgorithm.RS512, signer, good).serialize();
    refuses(() -> jwts.authenticate(bearer(otherAlgorithm)), "the JWT is not accepted");
    // Signed with the public key as if it were a shared secret.
    String confused = jwt(JWSAlgorithm.HS256, new MACSigner(publicKey), good).serialize();
    refuses(() -> jwts.authenticate(bearer(confused)), "the JWT is not accepted");
    refuses(
        () -> jwts.authenticate(bearer(new PlainJWT(good).serialize())), "the JWT is not accepted");
    String otherKey =
        jwt(JWSAlgorithm.RS256, new RSASSASigner(generator.generateKeyPair().getPrivate()), good)
            .serialize();
    refuses(() -> jwts.authenticate(bearer(otherKey)), "the JWT is not accepted");
    refuses(() -> jwts.authenticate(basic("anna", PASSWORD)), "nobody logs in by password here");
  }
}
