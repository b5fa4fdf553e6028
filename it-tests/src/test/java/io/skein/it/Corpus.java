package io.skein.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.planner.render.CorpusTables;
import io.skein.planner.render.PlanningDuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The queries of another project, and the tables that they read. */
enum Corpus {
  TPCH("tpch", 1, "main") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.tpch();
    }
  },
  STAR_SCHEMA("ssb", 1, "main") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.ssb();
    }
  },
  H2O("h2o", 1, "main") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.h2o();
    }
  },
  CLICKBENCH("clickbench", 1, "main") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.clickbench();
    }
  },
  TPCDS("tpcds", 4, "main") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.tpcds();
    }
  },
  TRINO_TESTS("trino-tpch", 6, "t") {
    @Override
    void create(CorpusTables tables) throws Exception {
      tables.tpch().unprefixed();
    }
  };

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;
  private final int every;
  private final String schema;

  Corpus(String file, int every, String schema) {
    this.file = file;
    this.every = every;
    this.schema = schema;
  }

  /** One query. */
  record Query(String id, String sql) {}

  /** Creates the tables. */
  abstract void create(CorpusTables tables) throws Exception;

  /** Returns a database with the tables. */
  PlanningDuckDb tables(Path corpora) throws Exception {
    PlanningDuckDb database = new PlanningDuckDb();
    create(new CorpusTables(database, corpora));
    return database;
  }

  /** Returns the schema that the queries' tables are in. */
  String schema() {
    return schema;
  }

  /** Returns the name of the file with the queries, without its ending. */
  String file() {
    return file;
  }

  /**
   * Returns the queries.
   *
   * @param full whether all of them; else only so many that there is time for in every build: of a
   *     large corpus every fourth or sixth
   */
  List<Query> queries(Path corpora, boolean full) throws IOException {
    List<String> lines = Files.readAllLines(corpora.resolve(file + ".jsonl"));
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i += full ? 1 : every) {
      JsonNode query = JSON.readTree(lines.get(i));
      queries.add(new Query(query.get("id").asText(), query.get("sql").asText()));
    }
    return queries;
  }
}
