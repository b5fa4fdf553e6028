package io.skein.protocol.ticket;

/** What was signed for the holder of a ticket, of a handle or of a cookie, or for a worker. */
public sealed interface Grant
    permits TaskGrant, ResultGrant, AnalysisGrant, StatementGrant, SessionGrant, OrderGrant {}
