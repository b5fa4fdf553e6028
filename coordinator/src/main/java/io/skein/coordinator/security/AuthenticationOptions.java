package io.skein.coordinator.security;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.security.TokenSealer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options that say who may ask a coordinator. */
public final class AuthenticationOptions {
  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationOptions.class);

  @Option(
      names = "--users-file",
      paramLabel = "FILE",
      description = "file with the users and hashes of their passwords: see skein user")
  private Path usersFile;

  @Option(
      names = "--token-validity",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "seconds for which who logged in is known by a token")
  private long tokenSeconds;

  @Option(
      names = "--jwt-keys",
      paramLabel = "FILE|URL",
      description = "PEM public key, PEM certificate or JWKS that JWTs are verified by")
  private String jwtKeys;

  @Option(names = "--jwt-issuer", paramLabel = "ISS", description = "what a JWT's iss must be")
  private String jwtIssuer;

  @Option(names = "--jwt-audience", paramLabel = "AUD", description = "what a JWT's aud must have")
  private String jwtAudience;

  @Option(
      names = "--jwt-algorithms",
      split = ",",
      paramLabel = "ALG",
      defaultValue = "RS256,PS256,ES256",
      description = "the algorithms that a JWT may be signed with")
  private List<String> jwtAlgorithms;

  @Option(
      names = "--jwt-user-claim",
      paramLabel = "CLAIM",
      defaultValue = "sub",
      description = "the claim that is the user's name")
  private String jwtUserClaim;

  @Option(
      names = "--jwt-tables-claim",
      paramLabel = "CLAIM",
      defaultValue = "skein_tables",
      description = "the claim that lists the tables that the user may read, as patterns")
  private String jwtTablesClaim;

  @Option(
      names = "--jwt-tables",
      split = ",",
      paramLabel = "PATTERN",
      description = "the tables that holders of a JWT without that claim may read; none by default")
  private List<String> jwtTables;

  @Option(
      names = "--allow-anonymous",
      description = "let everybody ask, on an address that others reach too, if no users are given")
  private boolean allowAnonymous;

  /** Creates the options; picocli sets them. */
  public AuthenticationOptions() {}

  /** Options of a coordinator whose users are in the file. */
  AuthenticationOptions(Path usersFile, Duration tokenValidity) {
    this.usersFile = usersFile;
    this.tokenSeconds = tokenValidity.toSeconds();
  }

  /** Returns the authenticator of users of the file, by password and token. */
  public static CallAuthenticator users(Path file, TokenSealer tokens, Duration tokenValidity) {
    return new AuthenticationOptions(file, tokenValidity).authenticator("", tokens);
  }

  /**
   * Returns what decides who calls.
   *
   * @param host the address that the coordinator listens on
   * @throws SkeinException INVALID_REQUEST if a file cannot be used, or if everybody would be let
   *     in on an address that others reach
   * @throws IllegalArgumentException if an option is wrong
   */
  public CallAuthenticator authenticator(String host, TokenSealer tokens) {
    if (tokenSeconds <= 0) {
      throw new IllegalArgumentException("--token-validity must be positive: " + tokenSeconds);
    }
    if (usersFile == null && jwtKeys == null) {
      return anybody(host);
    }
    if (jwtKeys != null && jwtIssuer == null) {
      throw new IllegalArgumentException("--jwt-keys needs --jwt-issuer");
    }
    return new CoordinatorAuthenticator(
        Optional.ofNullable(usersFile).map(file -> new Users(new UsersFile(file))),
        Optional.ofNullable(jwtKeys).map(keys -> new JwtVerifier(jwt(keys))),
        tokens,
        Duration.ofSeconds(tokenSeconds));
  }

  private JwtOptions jwt(String keys) {
    return new JwtOptions(
        keys,
        jwtIssuer,
        Optional.ofNullable(jwtAudience),
        jwtAlgorithms,
        jwtUserClaim,
        jwtTablesClaim,
        jwtTables == null ? TableGrants.NONE : new TableGrants(jwtTables));
  }

  private CallAuthenticator anybody(String host) {
    if (!isLoopback(host) && !allowAnonymous) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "on %s everybody could read all tables: name users with --users-file or --jwt-keys,"
                  .formatted(host)
              + " listen on 127.0.0.1, or allow it with --allow-anonymous");
    }
    LOG.warn(
        "Nobody has to log in: whoever reaches {} can read all tables. Name users with"
            + " --users-file or --jwt-keys",
        host);
    return CallAuthenticator.ANYBODY;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
