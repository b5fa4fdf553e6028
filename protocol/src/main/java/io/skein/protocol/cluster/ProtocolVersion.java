package io.skein.protocol.cluster;

/** The version of what nodes say to each other. Nodes of different versions refuse each other. */
public final class ProtocolVersion {
  /** The version that this build speaks. */
  public static final int CURRENT = 3;

  private ProtocolVersion() {}
}
