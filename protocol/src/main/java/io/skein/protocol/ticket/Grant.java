package io.skein.protocol.ticket;

/** What the holder of a ticket may have. */
public sealed interface Grant permits TaskGrant, ResultGrant, AnalysisGrant {}
