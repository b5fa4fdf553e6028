package io.skein.protocol.security;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.CallContext;

/**
 * What lets only nodes of the cluster through: a caller with a fresh token that was signed with the
 * cluster's secret for this node, and, where nodes have certificates, with one. Thread-safe.
 */
public final class NodeCheck {
  private final TokenSealer tokens;
  private final Supplier<String> location;
  private final boolean certificate;

  /**
   * Creates a check.
   *
   * @param location under which this node is known
   * @param certificate whether a node must have a certificate too
   */
  public NodeCheck(TokenSealer tokens, Supplier<String> location, boolean certificate) {
    this.tokens = tokens;
    this.location = location;
    this.certificate = certificate;
  }

  /**
   * Requires that a node makes the call.
   *
   * @throws SkeinException UNAUTHENTICATED if anybody else does
   */
  public void require(CallContext context) {
    String token = CallerMiddleware.nodeToken(context).orElseThrow(NodeCheck::refused);
    tokens.openNode(token, location.get());
    if (certificate && !CallerMiddleware.isCertified()) {
      throw new SkeinException(
          ErrorCode.UNAUTHENTICATED,
          "a node must present a certificate of the cluster's authority");
    }
  }

  private static SkeinException refused() {
    return new SkeinException(
        ErrorCode.UNAUTHENTICATED, "only nodes of the cluster may ask this: ask the coordinator");
  }
}
