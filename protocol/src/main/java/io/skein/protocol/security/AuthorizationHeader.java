package io.skein.protocol.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The Authorization header, as RFC 7617 (Basic) and RFC 6750 (Bearer) write it. */
public final class AuthorizationHeader {
  /** The header's name, as gRPC spells headers. */
  public static final String NAME = "authorization";

  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  private AuthorizationHeader() {}

  /** A user's name and password. Its text form does not show the password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /** Returns the header that presents the token. */
  public static String ofToken(String token) {
    return BEARER + token;
  }

  /** Returns the token that the header presents, if it presents one. */
  public static Optional<String> token(String header) {
    return after(BEARER, header);
  }

  /** Returns the header that presents the name and the password. */
  public static String of(Login login) {
    byte[] text = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return BASIC + Base64.getEncoder().encodeToString(text);
  }

  /** Returns the name and the password that the header presents, if it presents them. */
  public static Optional<Login> login(String header) {
    return after(BASIC, header).flatMap(AuthorizationHeader::decode);
  }

  private static Optional<Login> decode(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Login(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> after(String scheme, String header) {
    return header.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(header.substring(scheme.length()).strip())
        : Optional.empty();
  }
}
