package io.skein.coordinator.security;

import io.skein.protocol.security.TableGrants;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which JWTs are accepted, and what they say. Immutable.
 *
 * @param keys a file with a PEM public key, a PEM certificate or a JWKS, or the URL of a JWKS
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must have; not checked if empty
 * @param algorithms the algorithms that are allowed, such as {@code RS256}
 * @param userClaim the claim that is the user's name
 * @param tablesClaim the claim that lists patterns of the tables that the user may read
 * @param defaultTables what who has no such claim may read
 */
record JwtOptions(
    String keys,
    String issuer,
    Optional<String> audience,
    List<String> algorithms,
    String userClaim,
    String tablesClaim,
    TableGrants defaultTables) {
  /** Signatures by a private key: with a shared one, who can check a token can make one. */
  static final Set<String> KNOWN =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  JwtOptions {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(audience, "audience");
    algorithms = List.copyOf(algorithms);
    for (String algorithm : algorithms) {
      if (!KNOWN.contains(algorithm)) {
        throw new IllegalArgumentException(
            "--jwt-algorithms: %s is none of %s"
                .formatted(algorithm, KNOWN.stream().sorted().toList()));
      }
    }
  }
}
