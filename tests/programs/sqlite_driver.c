/* Drives sqlite3: tables and indices, joins and windows, text and blobs, transactions and
 * savepoints, functions and collations of our own, JSON, full-text search, R-trees, blobs piece by
 * piece, backup, serialization, vacuum, and errors of many kinds. Takes no arguments; exits with 0
 * when all went as it should. */
#include "sqlite3.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures;

static void expect(int holds, const char *what) {
  if (holds)
    return;
  fprintf(stderr, "not as it should be: %s\n", what);
  ++failures;
}

static int countRow(void *context, int columns, char **values, char **names) {
  (void)columns, (void)values, (void)names;
  ++*(int *)context;
  return 0;
}

/* Runs SQL; the number of rows. */
static int run(sqlite3 *db, const char *sql) {
  char *error = NULL;
  int rows = 0;
  if (sqlite3_exec(db, sql, countRow, &rows, &error) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, error);
    ++failures;
  }
  sqlite3_free(error);
  return rows;
}

static void refused(sqlite3 *db, const char *sql) {
  char *error = NULL;
  const int status = sqlite3_exec(db, sql, NULL, NULL, &error);
  expect(status != SQLITE_OK && error, sql);
  sqlite3_free(error);
}

static void reverseText(sqlite3_context *context, int count, sqlite3_value **values) {
  const int size = sqlite3_value_bytes(values[0]);
  const unsigned char *text = sqlite3_value_text(values[0]);
  char *reversed = sqlite3_malloc(size + 1);
  (void)count;
  if (!reversed || !text) {
    sqlite3_free(reversed);
    sqlite3_result_error(context, "nothing to reverse", -1);
    return;
  }
  for (int i = 0; i < size; ++i)
    reversed[i] = (char)text[size - 1 - i];
  sqlite3_result_text(context, reversed, size, sqlite3_free);
}

static void longestStep(sqlite3_context *context, int count, sqlite3_value **values) {
  int *longest = sqlite3_aggregate_context(context, sizeof *longest);
  (void)count;
  if (longest && sqlite3_value_bytes(values[0]) > *longest)
    *longest = sqlite3_value_bytes(values[0]);
}

static void longestFinal(sqlite3_context *context) {
  int *longest = sqlite3_aggregate_context(context, 0);
  sqlite3_result_int(context, longest ? *longest : 0);
}

static int bySize(void *unused, int firstSize, const void *first, int secondSize,
                  const void *second) {
  (void)unused;
  const int shared = firstSize < secondSize ? firstSize : secondSize;
  const int order = memcmp(first, second, (size_t)shared);
  return firstSize != secondSize ? firstSize - secondSize : order;
}

static void fill(sqlite3 *db) {
  run(db, "CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, born INT "
          "CHECK(born > 0))");
  run(db, "CREATE TABLE book(id INTEGER PRIMARY KEY AUTOINCREMENT, author INT REFERENCES author ON "
          "DELETE CASCADE,"
          " title TEXT COLLATE NOCASE, price REAL DEFAULT 9.5, cover BLOB, size INT AS "
          "(length(title)) STORED)");
  run(db, "CREATE INDEX byTitle ON book(title, price DESC) WHERE price > 1");
  run(db, "CREATE INDEX byExpression ON book(lower(title) || author)");
  run(db, "CREATE TABLE pair(a, b, PRIMARY KEY(b, a)) WITHOUT ROWID");
  run(db, "CREATE VIEW cheap AS SELECT title, name FROM book JOIN author ON author.id = "
          "book.author WHERE price < 20");
  run(db, "CREATE TABLE log(what TEXT, seen ANY) STRICT");
  run(db, "CREATE TRIGGER noted AFTER UPDATE OF price ON book WHEN new.price <> old.price BEGIN"
          " INSERT INTO log VALUES(old.title || ' was ' || old.price, new.price); END");
  run(db, "BEGIN");
  sqlite3_stmt *author = NULL, *book = NULL;
  expect(!sqlite3_prepare_v2(db, "INSERT INTO author(name, born) VALUES(?1, :born)", -1, &author,
                             NULL),
         "prepare");
  expect(!sqlite3_prepare_v3(db, "INSERT INTO book(author, title, price, cover) VALUES(?, ?, ?, ?)",
                             -1, SQLITE_PREPARE_PERSISTENT, &book, NULL),
         "prepare persistent");
  for (int i = 1; i <= 60; ++i) {
    char text[64];
    snprintf(text, sizeof text, "author %d of some renown", i);
    sqlite3_bind_text(author, 1, text, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(author, sqlite3_bind_parameter_index(author, ":born"), 1850 + i);
    expect(sqlite3_step(author) == SQLITE_DONE, "author");
    sqlite3_reset(author), sqlite3_clear_bindings(author);
    for (int j = 0; j < 10; ++j) {
      sqlite3_bind_int64(book, 1, i);
      sqlite3_bind_text64(book, 2, sqlite3_mprintf("Title %d.%d '%q' %.3f", i, j, "it's", j / 7.0),
                          (sqlite3_uint64)7 + j, sqlite3_free, SQLITE_UTF8);
      sqlite3_bind_double(book, 3, i * 1.25 + j);
      sqlite3_bind_zeroblob(book, 4, 40 * i + j);
      expect(sqlite3_step(book) == SQLITE_DONE, "book");
      sqlite3_reset(book);
    }
  }
  sqlite3_finalize(author), sqlite3_finalize(book);
  run(db, "INSERT INTO pair SELECT id % 7, id FROM book");
  run(db, "COMMIT");
  run(db, "ANALYZE");
}

static void ask(sqlite3 *db) {
  expect(run(db, "SELECT name, count(*), total(price), group_concat(title, '; ') FROM book JOIN "
                 "author ON author = author.id"
                 " GROUP BY name HAVING count(*) > 3 ORDER BY 2 DESC, name") == 60,
         "groups");
  expect(run(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                 "SELECT i, printf('%05d|%s', i, hex(i))"
                 " FROM n ORDER BY -i") == 500,
         "recursion");
  run(db, "SELECT title, rank() OVER (PARTITION BY author ORDER BY price), lag(title, 2, 'none') "
          "OVER w, sum(price) OVER"
          " (ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM book WINDOW w "
          "AS (ORDER BY title)");
  run(db, "SELECT * FROM cheap WHERE title LIKE 'title 1%' OR name GLOB '*9*' UNION SELECT name, "
          "born FROM author EXCEPT"
          " SELECT 'x', 'y' INTERSECT SELECT name, born FROM author ORDER BY 1 LIMIT 40 OFFSET 3");
  run(db, "SELECT DISTINCT a.name FROM author a LEFT JOIN book b ON b.author = a.id AND b.price IN "
          "(SELECT price FROM book WHERE"
          " author < 9) WHERE EXISTS (SELECT 1 FROM pair WHERE pair.b = b.id) OR a.born BETWEEN "
          "1900 AND 1905");
  run(db, "SELECT title FROM book FULL OUTER JOIN pair ON pair.b = book.id AND pair.a = 3 ORDER BY "
          "title COLLATE bySize LIMIT 700");
  run(db, "SELECT backwards(title), longest(name) FROM cheap GROUP BY title ORDER BY 1");
  run(db, "SELECT date('2024-02-29', '+1 year', 'start of month'), strftime('%Y-%j %H:%M:%f', "
          "'now', 'localtime'), julianday('now'),"
          " unixepoch('2001-01-01'), timediff('2024-01-01', '2020-02-03')");
  run(db, "SELECT quote(x'00ff'), round(2.567, 2), substr('longer text', 3, 4), replace('aXbX', "
          "'X', 'something longer'), trim('  a '),"
          " instr('abc', 'c'), char(233, 8364), unicode('\xc3\xa9'), soundex('Robert'), "
          "upper('abc'), zeroblob(100), randomblob(9),"
          " iif(1, 'a', 'b'), nullif(1, 2), coalesce(NULL, 3), typeof(1.5), format('%q %Q %w', "
          "'a''b', NULL, 'c'), sqrt(2), sin(1),"
          " concat_ws('-', 1, 2), string_agg('a', 'b'), median(3), unhex('ABCD'), 1e400, "
          "9223372036854775807 + 1");
  run(db, "EXPLAIN QUERY PLAN SELECT * FROM book, author WHERE author.id = book.author AND title > "
          "'T' ORDER BY price");
  run(db, "EXPLAIN SELECT count(*) FROM book");
  run(db, "SELECT * FROM dbstat LIMIT 5");
  run(db, "SELECT * FROM pragma_table_xinfo('book')");
  run(db, "PRAGMA integrity_check");
  run(db, "PRAGMA foreign_key_check");
  run(db, "PRAGMA optimize");
}

static void change(sqlite3 *db) {
  run(db, "UPDATE book SET price = price * 2, title = title || ' revised and enlarged' WHERE "
          "author % 5 = 0");
  run(db, "INSERT INTO author(id, name, born) VALUES(1, 'again', 1) ON CONFLICT(id) DO UPDATE SET "
          "name = excluded.name RETURNING *");
  run(db, "REPLACE INTO author(id, name, born) VALUES(2, 'another', 5)");
  run(db, "DELETE FROM author WHERE id BETWEEN 20 AND 25");
  run(db, "SAVEPOINT one; UPDATE book SET price = 0; SAVEPOINT two; DELETE FROM book; ROLLBACK TO "
          "two; RELEASE one");
  run(db, "BEGIN IMMEDIATE; INSERT INTO pair VALUES('x', 'y'); ROLLBACK");
  run(db, "ALTER TABLE log RENAME TO diary; ALTER TABLE diary ADD COLUMN more TEXT; ALTER TABLE "
          "diary RENAME COLUMN what TO entry;"
          " ALTER TABLE diary DROP COLUMN more");
  run(db, "CREATE TABLE copy AS SELECT * FROM book; CREATE UNIQUE INDEX onCopy ON copy(id); "
          "REINDEX copy; DROP TABLE copy");
  run(db, "ATTACH ':memory:' AS other; CREATE TABLE other.t(x); INSERT INTO other.t SELECT title "
          "FROM book; DETACH other");
  run(db, "CREATE TEMP TABLE scratch(x UNIQUE); INSERT INTO scratch VALUES(1),(2),(NULL); DROP "
          "TABLE scratch");
}

static void searchAndStructure(sqlite3 *db) {
  run(db, "CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize = 'porter unicode61', "
          "prefix = '2 3')");
  run(db, "INSERT INTO words SELECT title, name || ' wrote this book about running and searching' "
          "FROM book JOIN author ON author.id = author");
  expect(run(db,
             "SELECT highlight(words, 0, '<', '>'), snippet(words, 1, '[', ']', '…', 5), "
             "bm25(words) FROM words WHERE words MATCH"
             " 'title:titl* AND (search OR \"wrote this\") NOT nowhere' ORDER BY rank LIMIT 9") ==
             9,
         "fts5");
  run(db, "DELETE FROM words WHERE rowid < 20; INSERT INTO words(words) VALUES('optimize'), "
          "('integrity-check')");
  run(db, "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row); SELECT * FROM vocabulary");
  run(db, "CREATE VIRTUAL TABLE old USING fts4(x, tokenize=porter); INSERT INTO old SELECT title "
          "FROM book");
  run(db, "SELECT snippet(old), offsets(old), matchinfo(old) FROM old WHERE old MATCH 'title "
          "NEAR/3 revis*' LIMIT 5");
  run(db, "CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, y0, y1)");
  run(db, "INSERT INTO box SELECT id, id, id + 5, price, price + 3 FROM book; DELETE FROM box "
          "WHERE id % 3 = 0");
  run(db, "SELECT id FROM box WHERE x0 > 30 AND x1 < 300 AND y0 < 50");
  run(db, "CREATE VIRTUAL TABLE shape USING geopoly(a); INSERT INTO shape(_shape) "
          "VALUES('[[0,0],[4,0],[4,4],[0,0]]')");
  run(db, "SELECT geopoly_svg(_shape), geopoly_area(_shape) FROM shape WHERE "
          "geopoly_overlap(_shape, '[[1,1],[2,1],[2,2],[1,1]]')");
  run(db, "SELECT json_set('{\"a\":[1,2,{\"b\":null}]}', '$.a[2].b', json('[true,\"x\"]')), "
          "json_extract('{\"a\":{\"b\":7}}', '$.a.b'),"
          " '{\"k\":\"v\"}' ->> 'k', json_patch('{\"a\":1}', '{\"b\":2}'), json_valid('{'), "
          "json_type('[1]'), json_remove('[1,2]', '$[0]'),"
          " jsonb('{a:1,}'), json_quote('q\"'), json_pretty('{\"a\":[1]}'), "
          "json_error_position('[1,')");
  run(db,
      "SELECT key, value, path FROM json_tree('{\"a\":[1,{\"b\":\"a string of some length\"}]}')");
  run(db,
      "SELECT json_group_array(title), json_group_object(id, json_array(price, title)) FROM book");
}

static void piecesOfBlobs(sqlite3 *db) {
  sqlite3_blob *blob = NULL;
  run(db, "CREATE TABLE picture(id INTEGER PRIMARY KEY, bytes BLOB); INSERT INTO picture SELECT "
          "id, cover FROM book");
  char bytes[16] = "sixteen bytes..";
  expect(sqlite3_blob_open(db, "main", "picture", "bytes", 600, 1, &blob) == SQLITE_OK, "blob");
  expect(sqlite3_blob_write(blob, bytes, sizeof bytes, 100) == SQLITE_OK, "written");
  expect(sqlite3_blob_read(blob, bytes, sizeof bytes, 0) == SQLITE_OK, "read");
  expect(sqlite3_blob_reopen(blob, 599) == SQLITE_OK && sqlite3_blob_bytes(blob) > 0, "reopened");
  expect(sqlite3_blob_read(blob, bytes, 16, 1 << 30) == SQLITE_ERROR, "beyond the end");
  sqlite3_blob_close(blob);
}

static void copies(sqlite3 *db, const char *path) {
  sqlite3 *copy = NULL, *image = NULL;
  expect(sqlite3_open(path, &copy) == SQLITE_OK, "open");
  run(copy, "PRAGMA page_size = 1024; PRAGMA auto_vacuum = INCREMENTAL; CREATE TABLE t(x)");
  sqlite3_backup *backup = sqlite3_backup_init(copy, "main", db, "main");
  while (sqlite3_backup_step(backup, 20) == SQLITE_OK)
    expect(sqlite3_backup_remaining(backup) >= 0, "remaining");
  expect(sqlite3_backup_finish(backup) == SQLITE_OK, "backup");
  run(copy, "PRAGMA journal_mode = WAL; UPDATE book SET price = 1; PRAGMA "
            "wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
  run(copy, "BEGIN; DELETE FROM book WHERE id % 2; SAVEPOINT s; DELETE FROM book; ROLLBACK TO s; "
            "COMMIT; PRAGMA incremental_vacuum(5); VACUUM");
  run(copy, "PRAGMA cache_size = 5; CREATE TABLE wide AS SELECT a.title, b.name FROM book a, "
            "author b; SELECT count(*) FROM (SELECT *"
            " FROM wide ORDER BY 1, 2); BEGIN; UPDATE wide SET title = 'changed'; ROLLBACK");
  sqlite3_int64 size = 0;
  unsigned char *bytes = sqlite3_serialize(copy, "main", &size, 0);
  expect(bytes && !sqlite3_open(":memory:", &image), "serialize");
  expect(!sqlite3_deserialize(image, "main", bytes, size, size,
                              SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
         "image");
  run(image, "SELECT count(*) FROM author; INSERT INTO author(name, born) VALUES('late', 3)");
  sqlite3_close_v2(image);
  sqlite3 *second = NULL;
  expect(!sqlite3_open_v2(path, &second, SQLITE_OPEN_READWRITE, NULL), "second");
  sqlite3_busy_timeout(second, 5);
  run(copy, "BEGIN EXCLUSIVE");
  refused(second, "DELETE FROM book");
  run(copy, "COMMIT");
  sqlite3_close(second), sqlite3_close(copy);
}

static void errors(sqlite3 *db) {
  const char *wrong[] = {"SELEC 1",
                         "SELECT * FROM nowhere",
                         "SELECT nothing FROM book",
                         "INSERT INTO author(name) VALUES(NULL)",
                         "INSERT INTO author(id, name, born) VALUES(901, 'a', -1)",
                         "INSERT INTO book(author) VALUES(999999)",
                         "CREATE TABLE book(x)",
                         "SELECT json('{')",
                         "INSERT INTO diary VALUES(x'00', 1)",
                         "SELECT 'unclosed",
                         "SELECT backwards(NULL)",
                         "SELECT abs(-9223372036854775808)",
                         "ROLLBACK TO nowhere",
                         "SELECT * FROM words WHERE words MATCH '\"'",
                         "ALTER TABLE book RENAME COLUMN none TO other",
                         "SELECT max(1, 2) OVER ()",
                         "DROP TABLE sqlite_schema"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i)
    refused(db, wrong[i]);
  sqlite3 *none = NULL;
  expect(sqlite3_open_v2("no such folder/db", &none, SQLITE_OPEN_READWRITE, NULL) ==
                 SQLITE_CANTOPEN &&
             sqlite3_errmsg(none),
         "no folder");
  sqlite3_close(none);
  sqlite3_stmt *statement = NULL;
  expect(sqlite3_prepare16_v2(db, u"SELECT title, cover FROM book WHERE id = $id", -1, &statement,
                              NULL) == SQLITE_OK,
         "UTF-16");
  sqlite3_bind_int(statement, 1, 7);
  expect(sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes16(statement, 0) > 0,
         "a row");
  expect(sqlite3_column_text16(statement, 0) && sqlite3_column_text(statement, 0) &&
             sqlite3_column_name16(statement, 1),
         "both encodings");
  sqlite3_value *kept = sqlite3_value_dup(sqlite3_column_value(statement, 1));
  sqlite3_free(sqlite3_expanded_sql(statement));
  sqlite3_value_free(kept);
  sqlite3_finalize(statement);
}

static void buildText(sqlite3 *db) {
  sqlite3_str *text = sqlite3_str_new(db);
  for (int i = 0; i < 200; ++i)
    sqlite3_str_appendf(text, "%d:%s, ", i, "something");
  char *whole = sqlite3_str_finish(text);
  expect(whole && sqlite3_complete("SELECT 1;") && sqlite3_strglob("a*", "abc") == 0, "text");
  char *larger = sqlite3_realloc64(whole, 100000);
  sqlite3_free(larger);
  char **table = NULL;
  int rows = 0, columns = 0;
  expect(sqlite3_get_table(db, "SELECT * FROM author", &table, &rows, &columns, NULL) ==
                 SQLITE_OK &&
             rows > 0,
         "table");
  sqlite3_free_table(table);
}

int main(void) {
  char path[] = "/tmp/sqlite-driver-XXXXXX";
  const int file = mkstemp(path);
  sqlite3 *db = NULL;
  expect(file >= 0 && sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
  sqlite3_create_function_v2(db, "backwards", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                             reverseText, NULL, NULL, NULL);
  sqlite3_create_function(db, "longest", 1, SQLITE_UTF8, NULL, NULL, longestStep, longestFinal);
  sqlite3_create_collation(db, "bySize", SQLITE_UTF8, NULL, bySize);
  fill(db), ask(db), change(db), searchAndStructure(db), piecesOfBlobs(db), copies(db, path),
      errors(db), buildText(db);
  run(db, "VACUUM");
  expect(sqlite3_close(db) == SQLITE_OK, "close");
  sqlite3_shutdown();
  close(file), unlink(path);
  return failures == 0 ? 0 : 1;
}
