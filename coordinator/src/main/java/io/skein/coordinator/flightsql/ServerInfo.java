package io.skein.coordinator.flightsql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.SqlInfoBuilder;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlOuterJoinsSupportLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedElementActions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedPositionedCommands;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetType;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedSubqueries;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedUnions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlTransactionIsolationLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedAnsi92SqlGrammarLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;

/**
 * What Skein says of itself to drivers: every code that drivers ask for has an answer, since JDBC's
 * driver fails on those that have none. Thread-safe.
 */
final class ServerInfo {
  /** No limit is known. */
  private static final long UNLIMITED = 0;

  private static final String[] NUMERIC =
      ("abs,acos,asin,atan,atan2,ceil,cos,cot,degrees,even,exp,factorial,floor,gamma,greatest,"
              + "least,ln,log,log10,log2,mod,pi,power,radians,random,round,sign,sin,sqrt,tan,trunc")
          .split(",");
  private static final String[] STRING =
      ("ascii,chr,concat,concat_ws,contains,ends_with,format,instr,left,length,levenshtein,lower,"
              + "lpad,ltrim,md5,regexp_extract,regexp_matches,regexp_replace,repeat,replace,"
              + "reverse,right,rpad,rtrim,sha256,split_part,starts_with,strpos,substring,trim,"
              + "upper")
          .split(",");
  private static final String[] DATETIME =
      ("age,current_date,date_diff,date_part,date_trunc,dayname,dayofmonth,dayofweek,dayofyear,"
              + "epoch,extract,hour,last_day,make_date,make_timestamp,minute,month,monthname,now,"
              + "quarter,second,strftime,strptime,week,year")
          .split(",");
  private static final String[] SYSTEM = "coalesce,current_schema,ifnull,nullif,version".split(",");
  private static final String[] KEYWORDS =
      ("ANTI,ASOF,ATTACH,DESCRIBE,EXPLAIN,GLOB,ILIKE,LATERAL,LIMIT,MACRO,OFFSET,PIVOT,POSITIONAL,"
              + "QUALIFY,RETURNING,SAMPLE,SEMI,SHOW,SUMMARIZE,TRY_CAST,UNPIVOT,USING")
          .split(",");

  private final SqlInfoBuilder infos;
  private final Set<Integer> answered = new LinkedHashSet<>();

  ServerInfo(String version) {
    this.infos = features(limits(new SqlInfoBuilder()), version);
    for (SqlInfo info : SqlInfo.values()) {
      // Arrow's builder has no way to say the last four: how rows that are read can be changed.
      if (info != SqlInfo.UNRECOGNIZED && !info.name().startsWith("SQL_SUPPORTED_CONCURRENCIES")) {
        answered.add(info.getNumber());
      }
    }
  }

  /**
   * Returns those of the infos that have an answer, all if none is asked for; a code that nobody
   * defined has none.
   */
  List<Integer> known(List<Integer> asked) {
    List<Integer> known = new ArrayList<>(asked.isEmpty() ? answered : asked);
    known.retainAll(answered);
    return known;
  }

  /**
   * Sends the infos.
   *
   * @param known at least one; Arrow's builder takes none for all
   */
  void send(List<Integer> known, ServerStreamListener listener) {
    infos.send(known, listener);
  }

  private static SqlInfoBuilder features(SqlInfoBuilder builder, String version) {
    return builder
        .withFlightSqlServerName("Skein")
        .withFlightSqlServerVersion(version)
        .withFlightSqlServerArrowVersion("18.3.0")
        .withFlightSqlServerReadOnly(true)
        .withFlightSqlServerSql(true)
        .withFlightSqlServerSubstrait(false)
        .withFlightSqlServerSubstraitMinVersion("")
        .withFlightSqlServerSubstraitMaxVersion("")
        .withFlightSqlServerTransaction(SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_NONE)
        .withFlightSqlServerCancel(true)
        .withFlightSqlServerBulkIngestion(false)
        .withFlightSqlServerBulkIngestionTransaction(false)
        .withFlightSqlServerStatementTimeout(0)
        .withFlightSqlServerTransactionTimeout(0)
        .withSqlDdlCatalog(false)
        .withSqlDdlSchema(false)
        .withSqlDdlTable(false)
        .withSqlIdentifierCase(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
        .withSqlIdentifierQuoteChar("\"")
        .withSqlQuotedIdentifierCase(
            SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE)
        .withSqlAllTablesAreSelectable(true)
        .withSqlNullOrdering(SqlNullOrdering.SQL_NULLS_SORTED_AT_END)
        .withSqlKeywords(KEYWORDS)
        .withSqlNumericFunctions(NUMERIC)
        .withSqlStringFunctions(STRING)
        .withSqlSystemFunctions(SYSTEM)
        .withSqlDatetimeFunctions(DATETIME)
        .withSqlSearchStringEscape("\\")
        .withSqlExtraNameCharacters("")
        .withSqlSupportsColumnAliasing(true)
        .withSqlNullPlusNullIsNull(true)
        .withSqlSupportsConvert(Map.of())
        .withSqlSupportsTableCorrelationNames(true)
        .withSqlSupportsDifferentTableCorrelationNames(false)
        .withSqlSupportsExpressionsInOrderBy(true)
        .withSqlSupportsOrderByUnrelated(true)
        .withSqlSupportedGroupBy(
            SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED,
            SqlSupportedGroupBy.SQL_GROUP_BY_BEYOND_SELECT)
        .withSqlSupportsLikeEscapeClause(true)
        .withSqlSupportsNonNullableColumns(true)
        .withSqlSupportedGrammar(
            SupportedSqlGrammar.SQL_MINIMUM_GRAMMAR, SupportedSqlGrammar.SQL_CORE_GRAMMAR)
        .withSqlAnsi92SupportedLevel(SupportedAnsi92SqlGrammarLevel.ANSI92_ENTRY_SQL)
        .withSqlSupportsIntegrityEnhancementFacility(false)
        .withSqlOuterJoinSupportLevel(
            SqlOuterJoinsSupportLevel.SQL_FULL_OUTER_JOINS,
            SqlOuterJoinsSupportLevel.SQL_LIMITED_OUTER_JOINS)
        .withSqlSchemaTerm("schema")
        .withSqlProcedureTerm("procedure")
        .withSqlCatalogTerm("catalog")
        .withSqlCatalogAtStart(true)
        .withSqlSchemasSupportedActions(new SqlSupportedElementActions[0])
        .withSqlCatalogsSupportedActions(new SqlSupportedElementActions[0])
        .withSqlSupportedPositionedCommands(new SqlSupportedPositionedCommands[0])
        .withSqlSelectForUpdateSupported(false)
        .withSqlStoredProceduresSupported(false)
        .withSqlSubQueriesSupported(
            Stream.of(SqlSupportedSubqueries.values())
                .filter(kind -> kind != SqlSupportedSubqueries.UNRECOGNIZED)
                .toArray(SqlSupportedSubqueries[]::new))
        .withSqlCorrelatedSubqueriesSupported(true)
        .withSqlSupportedUnions(SqlSupportedUnions.SQL_UNION, SqlSupportedUnions.SQL_UNION_ALL)
        .withSqlDefaultTransactionIsolation(SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE_VALUE)
        .withSqlTransactionsSupported(false)
        .withSqlSupportedTransactionsIsolationLevels(
            SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE)
        .withSqlDataDefinitionCausesTransactionCommit(false)
        .withSqlDataDefinitionsInTransactionsIgnored(false)
        .withSqlSupportedResultSetTypes(SqlSupportedResultSetType.SQL_RESULT_SET_TYPE_FORWARD_ONLY)
        .withSqlBatchUpdatesSupported(false)
        .withSqlSavepointsSupported(false)
        .withSqlNamedParametersSupported(false)
        .withSqlLocatorsUpdateCopy(false)
        .withSqlStoredFunctionsUsingCallSyntaxSupported(false);
  }

  private static SqlInfoBuilder limits(SqlInfoBuilder builder) {
    return builder
        .withSqlMaxRowSizeIncludesBlobs(true)
        .withSqlMaxBinaryLiteralLength(UNLIMITED)
        .withSqlMaxCharLiteralLength(UNLIMITED)
        .withSqlMaxColumnNameLength(UNLIMITED)
        .withSqlMaxColumnsInGroupBy(UNLIMITED)
        .withSqlMaxColumnsInIndex(UNLIMITED)
        .withSqlMaxColumnsInOrderBy(UNLIMITED)
        .withSqlMaxColumnsInSelect(UNLIMITED)
        .withSqlMaxColumnsInTable(UNLIMITED)
        .withSqlMaxConnections(UNLIMITED)
        .withSqlMaxCursorNameLength(UNLIMITED)
        .withSqlMaxIndexLength(UNLIMITED)
        .withSqlDbSchemaNameLength(UNLIMITED)
        .withSqlMaxProcedureNameLength(UNLIMITED)
        .withSqlMaxCatalogNameLength(UNLIMITED)
        .withSqlMaxRowSize(UNLIMITED)
        .withSqlMaxStatementLength(UNLIMITED)
        .withSqlMaxStatements(UNLIMITED)
        .withSqlMaxTableNameLength(UNLIMITED)
        .withSqlMaxTablesInSelect(UNLIMITED)
        .withSqlMaxUsernameLength(UNLIMITED);
  }
}
